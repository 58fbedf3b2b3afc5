package io.tollgate.admin.http;

import java.io.ByteArrayInputStream;

/** The body of a request, to be read once. */
@FunctionalInterface
public interface Body {
    /** All of it: one JSON value. */
    byte[] whole();

    /** JSON values, one a line, as they arrive. */
    default BodyLines lines() {
        return new BodyLines(new ByteArrayInputStream(whole()));
    }
}
