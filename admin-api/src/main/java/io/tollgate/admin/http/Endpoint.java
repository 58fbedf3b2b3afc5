package io.tollgate.admin.http;

import io.tollgate.admin.security.Permission;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One method of one resource.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path with named parts in braces
 * @param permission what an operator needs for it
 * @param action answers a call
 * @param deed what the audit calls it, such as keys.create
 * @param anywhere whether any instance may do it that does not reach the one that writes
 */
public record Endpoint(
        String method,
        String path,
        Permission permission,
        Function<Call, Answer> action,
        String deed,
        boolean anywhere) {
    /** Refuses one that forgot to say who may use it, whatever the compiler was told. */
    public Endpoint {
        Objects.requireNonNull(permission, () -> method + " " + path + " names no permission");
    }

    /** One whose method and path say what it does. */
    public Endpoint(
            String method, String path, Permission permission, Function<Call, Answer> action) {
        this(method, path, permission, action, deed(method, path), false);
    }

    /** The same, of which the audit speaks otherwise. */
    public Endpoint named(String name) {
        return new Endpoint(method, path, permission, action, name, anywhere);
    }

    /** The same, which must not wait for another instance. */
    public Endpoint doneAnywhere() {
        return new Endpoint(method, path, permission, action, deed, true);
    }

    /** Whether a call may change something: some only ask, with a body. */
    public boolean mayChange() {
        return !method.equals("GET") && !permission.name().startsWith("READ_");
    }

    /** Reads. */
    public static Endpoint get(String path, Permission permission, Function<Call, Answer> action) {
        return new Endpoint("GET", path, permission, action);
    }

    /** Creates, or asks with a body. */
    public static Endpoint post(String path, Permission permission, Function<Call, Answer> action) {
        return new Endpoint("POST", path, permission, action);
    }

    /** Changes. */
    public static Endpoint put(String path, Permission permission, Function<Call, Answer> action) {
        return new Endpoint("PUT", path, permission, action);
    }

    /** Changes members, and leaves the others as they are. */
    public static Endpoint patch(
            String path, Permission permission, Function<Call, Answer> action) {
        return new Endpoint("PATCH", path, permission, action);
    }

    /** Deletes. */
    public static Endpoint delete(
            String path, Permission permission, Function<Call, Answer> action) {
        return new Endpoint("DELETE", path, permission, action);
    }

    /** The words of the path, and what the method adds to them. */
    private static String deed(String method, String path) {
        String words =
                Arrays.stream(path.split("/", -1))
                        .filter(word -> word.matches("[a-z][a-z-]*"))
                        .collect(Collectors.joining("."));
        return switch (method) {
            case "PUT", "PATCH" -> words + ".change";
            case "DELETE" -> words + ".delete";
            // A longer path ends with what is done, such as rotate.
            case "POST" -> words.contains(".") ? words : words + ".create";
            default -> words + ".read";
        };
    }
}
