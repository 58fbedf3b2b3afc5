package io.tollgate.edge.door;

/** A port can't be listened on; the message names it and the setting that chooses another. */
public final class PortUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortUnavailableException(String address, int port, String setting, Throwable cause) {
        super(
                "can't listen on "
                        + address
                        + ":"
                        + port
                        + " ("
                        + cause.getMessage()
                        + "); choose another port with "
                        + setting,
                cause);
    }
}
