package io.tollgate.standalone;

/** A file that was named as an argument can't be read. */
final class InputFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InputFileException(String message) {
        super(message);
    }
}
