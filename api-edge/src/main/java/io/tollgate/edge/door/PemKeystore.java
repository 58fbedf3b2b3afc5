package io.tollgate.edge.door;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A private key and its certificates as PEM writes them. Immutable. */
record PemKeystore(PrivateKey key, List<Certificate> chain) {
    private static final String BEGIN = "-----BEGIN ";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");

    /** Whether a file looks like PEM. */
    static boolean isIn(byte[] content) {
        return text(content).contains(BEGIN);
    }

    /** Reads a file: one key, and the certificates from the server's own upwards. */
    static PemKeystore parse(byte[] content)
            throws GeneralSecurityException, UnusableCertificateException {
        var chain = new ArrayList<Certificate>();
        var keys = new ArrayList<byte[]>();
        var blocks = BLOCK.matcher(text(content));
        while (blocks.find()) {
            byte[] der = der(blocks.group(2));
            switch (blocks.group(1)) {
                case "CERTIFICATE" ->
                        chain.add(
                                CertificateFactory.getInstance("X.509")
                                        .generateCertificate(new ByteArrayInputStream(der)));
                case "PRIVATE KEY" -> keys.add(der);
                default ->
                        throw new UnusableCertificateException(
                                "must have CERTIFICATE and PRIVATE KEY (PKCS #8, not encrypted)"
                                        + " only, and has "
                                        + blocks.group(1));
            }
        }
        if (keys.size() != 1 || chain.isEmpty()) {
            throw new UnusableCertificateException(
                    "must have one PRIVATE KEY and at least one CERTIFICATE, and has "
                            + keys.size()
                            + " and "
                            + chain.size());
        }
        String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
        PrivateKey key =
                KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(keys.getFirst()));
        return new PemKeystore(key, List.copyOf(chain));
    }

    private static byte[] der(String base64) throws UnusableCertificateException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new UnusableCertificateException("must be base64 between its marks", e);
        }
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}
