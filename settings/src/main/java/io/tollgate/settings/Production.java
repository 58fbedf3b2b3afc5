package io.tollgate.settings;

/**
 * Whether a program runs for real, and what its operator vouches for there.
 *
 * @param on whether choices that are too weak stop the start
 * @param behindTlsProxy whether whoever comes over the network comes through a proxy that
 *     terminates TLS
 */
public record Production(boolean on, boolean behindTlsProxy) {
    /** A trial, or a machine that only its user reaches. */
    public static final Production OFF = new Production(false, false);

    /** Reads the settings {@code production} and {@code behindTlsProxy}. */
    public static Production read(SettingsReader reader) {
        return new Production(
                reader.flag("production", false), reader.flag("behindTlsProxy", false));
    }
}
