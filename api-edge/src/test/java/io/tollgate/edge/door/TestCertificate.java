package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key pair with a certificate for this machine that it signed itself. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TestCertificate(KeyStore store, char[] password) {
    private static final String ALIAS = "door";

    /** Made by keytool, under a password. */
    static TestCertificate make(Path directory, String password) throws Exception {
        Path file = Files.createTempFile(directory, "made", ".p12");
        Files.delete(file);
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=door",
                                "-ext",
                                "SAN=IP:127.0.0.1,DNS:localhost",
                                "-validity",
                                "30",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                password,
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return new TestCertificate(store, password.toCharArray());
    }

    X509Certificate certificate() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate(ALIAS);
    }

    byte[] pkcs12() throws GeneralSecurityException, IOException {
        var out = new ByteArrayOutputStream();
        store.store(out, password);
        return out.toByteArray();
    }

    /** The key in PEM. */
    String pemKey() throws GeneralSecurityException {
        Key key = store.getKey(ALIAS, password);
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** The certificate in PEM. */
    String pemCertificate() throws GeneralSecurityException {
        return block("CERTIFICATE", certificate().getEncoded());
    }

    /** What a client needs that trusts these certificates. */
    static SSLContext trusting(TestCertificate... certificates)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (int i = 0; i < certificates.length; i++) {
            trusted.setCertificateEntry("c" + i, certificates[i].certificate());
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static String block(String what, byte[] der) {
        return "-----BEGIN "
                + what
                + "-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END "
                + what
                + "-----\n";
    }
}
