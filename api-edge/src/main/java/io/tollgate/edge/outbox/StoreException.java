package io.tollgate.edge.outbox;

/** The outbox's disk refuses; the message says what was tried and what it answered. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    StoreException(String message) {
        super(message);
    }
}
