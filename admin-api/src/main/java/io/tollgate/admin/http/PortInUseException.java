package io.tollgate.admin.http;

/** The port that a listener is to have is taken; the message names it and the setting. */
public final class PortInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortInUseException(Listener listener, Throwable cause) {
        super(
                listener.what()
                        + " can't listen on "
                        + listener.host()
                        + ":"
                        + listener.port()
                        + ", which is in use; choose another with "
                        + listener.setting(),
                cause);
    }
}
