package io.tollgate.admin.http;

/**
 * Where a door listens.
 *
 * @param what what listens, for an error
 * @param port 0 for any free one
 * @param setting the variable that chooses the port
 * @param mostConnections how many connections may be open at once; further ones wait
 */
public record Listener(String what, String host, int port, String setting, int mostConnections) {
    /** A listener for those who may use as many connections as they like. */
    public static Listener unlimited(String what, String host, int port, String setting) {
        return new Listener(what, host, port, setting, Integer.MAX_VALUE);
    }

    boolean isLimited() {
        return mostConnections < Integer.MAX_VALUE;
    }
}
