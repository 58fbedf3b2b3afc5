package io.tollgate.standalone;

/** The file of contexts can't be used; the message never holds what is in it. */
final class ContextFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ContextFileException(String message) {
        super(message);
    }
}
