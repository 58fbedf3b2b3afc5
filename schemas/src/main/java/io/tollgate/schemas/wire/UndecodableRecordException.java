package io.tollgate.schemas.wire;

import org.apache.kafka.common.errors.SerializationException;

/**
 * Bytes that are not a record of the kind that the topic holds; the message says why, without the
 * bytes.
 */
public final class UndecodableRecordException extends SerializationException {
    private static final long serialVersionUID = 1L;

    UndecodableRecordException(String message) {
        super(message);
    }

    UndecodableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
