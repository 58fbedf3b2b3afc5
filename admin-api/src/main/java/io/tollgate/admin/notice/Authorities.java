package io.tollgate.admin.notice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Who may vouch for receivers of webhooks and for the mail server. Immutable. */
record Authorities(SSLContext context) {
    /** Those that Java trusts. */
    static Authorities ofJava() {
        return of(List.of());
    }

    /**
     * Those that Java trusts, and those of a file too.
     *
     * @param pem certificates in PEM, if there are any
     * @throws IOException if the file can't be read or holds none
     */
    static Authorities with(Optional<Path> pem) throws IOException {
        return of(pem.isPresent() ? certificates(pem.get()) : List.of());
    }

    private static Collection<? extends Certificate> certificates(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException(pem + " must hold certificates in PEM, and holds none");
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException(pem + " must hold certificates in PEM: " + e.getMessage(), e);
        }
    }

    private static Authorities of(Collection<? extends Certificate> more) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (X509Certificate each : trustManager(null).getAcceptedIssuers()) {
                trusted.setCertificateEntry("java-" + number++, each);
            }
            for (Certificate each : more) {
                trusted.setCertificateEntry("file-" + number++, each);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustManager(trusted)}, null);
            return new Authorities(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java can't do TLS", e);
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore trusted)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager ours) {
                return ours;
            }
        }
        throw new GeneralSecurityException("no trust manager for certificates");
    }

    /** Whether it failed since nobody who is trusted vouches for the server under its name. */
    static boolean refused(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
