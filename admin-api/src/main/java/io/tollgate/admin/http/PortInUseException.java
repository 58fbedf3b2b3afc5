package io.tollgate.admin.http;

/** The port that the admin API is to listen on is taken; the message names it and the setting. */
public final class PortInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortInUseException(String host, int port, Throwable cause) {
        super(
                "the admin API can't listen on "
                        + host
                        + ":"
                        + port
                        + ", which is in use; choose another with TOLLGATE_ADMIN_PORT",
                cause);
    }
}
