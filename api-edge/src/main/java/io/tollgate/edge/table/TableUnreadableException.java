package io.tollgate.edge.table;

/** The disk that holds the local tables can't be read or written. */
public final class TableUnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TableUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
