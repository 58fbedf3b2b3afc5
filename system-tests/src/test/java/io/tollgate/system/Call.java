package io.tollgate.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A request as bytes are made of it, nothing added but what is said here. */
record Call(String method, String target, List<String> fields, String body) {

    static Call of(String method, String target, String... fields) {
        return new Call(method, target, List.of(fields), "");
    }

    static Call get(String target, String... fields) {
        return of("GET", target, fields);
    }

    Call with(String field) {
        var more = new ArrayList<>(fields);
        more.add(field);
        return new Call(method, target, more, body);
    }

    Call withBody(String content) {
        return new Call(method, target, fields, content);
    }

    Call withJson(String json) {
        return with("Content-Type: application/json").withBody(json);
    }

    /** The request as it is sent on a connection that stays open. */
    byte[] bytes() {
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: localhost\r\n");
        fields.forEach(field -> head.append(field).append("\r\n"));
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        if (content.length > 0 || !method.equals("GET")) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }

    /** The answer to this request on a connection of its own. */
    Answer to(int port) {
        try (var connection = Connection.to(port)) {
            return connection.exchange(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + target + " got no answer", e);
        }
    }
}
