package io.tollgate.admin.table;

/** Something could not be written; the message says why and what is known about it. */
public final class WriteRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why it could not be written. */
    public enum Reason {
        /** Another instance has taken over the writing. */
        FENCED,
        /** Kafka did not answer in time. */
        UNREACHABLE,
        /** Too many writes wait. */
        BUSY
    }

    private final Reason reason;

    /** A refusal for a reason. */
    public WriteRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why it could not be written. */
    public Reason reason() {
        return reason;
    }
}
