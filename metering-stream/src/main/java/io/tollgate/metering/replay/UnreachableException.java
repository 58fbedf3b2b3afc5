package io.tollgate.metering.replay;

/** Kafka does not answer, or has not what there is to read; the message says which and where. */
public final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message) {
        super(message);
    }

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
