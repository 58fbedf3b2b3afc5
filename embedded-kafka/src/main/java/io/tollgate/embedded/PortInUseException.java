package io.tollgate.embedded;

import java.io.Serial;

/** A port that the broker was told to listen on belongs to somebody else. */
public final class PortInUseException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;

    PortInUseException(String host, int port, Throwable cause) {
        super("port " + port + " on " + host + " is already in use", cause);
        this.host = host;
        this.port = port;
    }

    /** The address whose port is taken. */
    public String host() {
        return host;
    }

    /** The port that is taken. */
    public int port() {
        return port;
    }
}
