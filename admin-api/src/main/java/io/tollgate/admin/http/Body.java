package io.tollgate.admin.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The body of a request, to be read once. */
@FunctionalInterface
public interface Body {
    /** All of it: one JSON value. */
    byte[] whole();

    /** All of it, as it arrives. */
    default InputStream stream() {
        return new ByteArrayInputStream(whole());
    }

    /** JSON values, one a line, as they arrive. */
    default BodyLines lines() {
        return new BodyLines(stream());
    }
}
