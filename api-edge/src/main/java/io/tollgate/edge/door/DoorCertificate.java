package io.tollgate.edge.door;

import io.tollgate.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public door's certificate, kept as its file has it: a new one that can be used takes the
 * place of the old for new connections, and one that can't is told of and changes nothing.
 * Thread-safe.
 *
 * <p>The files are looked at as a whole each time rather than watched, since what replaces them
 * (links of a secret's mount, a rename) is seen by watchers in too many ways.
 */
final class DoorCertificate {
    private static final Logger log = LoggerFactory.getLogger(DoorCertificate.class);

    private final TlsFiles files;
    private final DoorMetrics metrics;
    private final SslContextFactory.Server tls = new SslContextFactory.Server();

    private String seen;

    /** The files as they are at one moment. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(byte[] keystore, char[] password, String fingerprint) {}

    private DoorCertificate(TlsFiles files, DoorMetrics metrics, String seen) {
        this.files = files;
        this.metrics = metrics;
        this.seen = seen;
    }

    /**
     * Reads the files.
     *
     * @throws InvalidSettingsException if what they hold can't be used
     */
    static DoorCertificate open(TlsFiles files, DoorMetrics metrics) {
        try {
            Content content = read(files);
            ServerIdentity identity = tried(content);
            var certificate = new DoorCertificate(files, metrics, content.fingerprint());
            use(certificate.tls, identity);
            metrics.certificate(identity.notAfter());
            return certificate;
        } catch (UnusableCertificateException e) {
            throw new InvalidSettingsException(
                    List.of(
                            "TOLLGATE_EDGE_TLS_KEYSTORE="
                                    + files.keystore()
                                    + ": "
                                    + e.getMessage()));
        }
    }

    /** What makes the sides of connections; it takes part in the server's start and end. */
    SslContextFactory.Server tls() {
        return tls;
    }

    /** Looks whether the files have changed, and uses what they hold now if it is any good. */
    synchronized void refresh() {
        Content content;
        try {
            content = read(files);
        } catch (UnusableCertificateException e) {
            refused(String.valueOf(e.getMessage()), e);
            return;
        }
        if (content.fingerprint().equals(seen)) {
            return;
        }
        try {
            ServerIdentity identity = tried(content);
            tls.reload(factory -> use(factory, identity));
            seen = content.fingerprint();
            metrics.certificate(identity.notAfter());
            metrics.certificateTaken();
            log.atInfo()
                    .addKeyValue("keystore", files.keystore())
                    .addKeyValue("notAfter", identity.notAfter())
                    .log("the public door shows a new certificate");
        } catch (Exception e) {
            refused(content.fingerprint(), e);
        }
    }

    /** Once for each state of the files: looking again must not fill the log. */
    private void refused(String state, Exception reason) {
        if (state.equals(seen)) {
            return;
        }
        seen = state;
        metrics.certificateRefused();
        log.atError()
                .addKeyValue("keystore", files.keystore())
                .addKeyValue("reason", reason.getMessage())
                .log("the public door keeps its old certificate, since the new can't be used");
    }

    /** Makes sure that Jetty can work with it, so that a reload does not fail half-way. */
    private static ServerIdentity tried(Content content) throws UnusableCertificateException {
        ServerIdentity identity = ServerIdentity.parse(content.keystore(), content.password());
        var trial = new SslContextFactory.Server();
        use(trial, identity);
        try {
            trial.start();
            trial.stop();
        } catch (Exception e) {
            throw new UnusableCertificateException("must be of use for TLS", e);
        }
        return identity;
    }

    private static void use(SslContextFactory factory, ServerIdentity identity) {
        factory.setKeyStore(identity.store());
        factory.setKeyStorePassword(ServerIdentity.PASSWORD);
    }

    private static Content read(TlsFiles files) throws UnusableCertificateException {
        byte[] keystore = read(files.keystore());
        Path passwordFile = files.passwordFile();
        byte[] password = passwordFile == null ? new byte[0] : read(passwordFile);
        return new Content(
                keystore,
                firstLine(password).toCharArray(),
                fingerprint(keystore) + fingerprint(password));
    }

    private static byte[] read(Path file) throws UnusableCertificateException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableCertificateException("must be a file that can be read", e);
        }
    }

    private static String firstLine(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }

    private static String fingerprint(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
