package io.tollgate.admin.http;

import io.tollgate.admin.security.Permission;
import java.util.Objects;
import java.util.function.Function;

/**
 * One method of one resource.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path with named parts in braces
 * @param permission what an operator needs for it
 * @param action answers a call
 */
public record Endpoint(
        String method, String path, Permission permission, Function<Call, Answer> action) {
    /** Refuses one that forgot to say who may use it, whatever the compiler was told. */
    public Endpoint {
        Objects.requireNonNull(permission, () -> method + " " + path + " names no permission");
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
}
