package io.tollgate.standalone;

/** There is no token where one should be; the message never holds what is there instead. */
final class TokenFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenFileException(String message) {
        super(message);
    }
}
