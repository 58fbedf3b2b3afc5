package io.tollgate.admin.notice;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How mail is sent.
 *
 * @param host the SMTP server
 * @param port where it listens
 * @param tls how the connection is protected
 * @param user whom to sign in as, if at all
 * @param passwordFile holds that user's password
 * @param from the address that mail comes from
 */
public record SmtpSettings(
        String host,
        int port,
        Tls tls,
        Optional<String> user,
        Optional<Path> passwordFile,
        String from) {
    /** How a connection is protected. */
    public enum Tls {
        /** From its first byte. */
        IMPLICIT,
        /** It begins in the clear and goes on with TLS, or not at all. */
        STARTTLS,
        /** Not at all: for a server on the same machine. */
        NONE
    }
}
