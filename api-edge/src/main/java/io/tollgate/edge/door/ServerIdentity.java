package io.tollgate.edge.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;

/**
 * The private keys and certificates that a server shows who it is with, read from a file and
 * checked. Nobody writes into the store.
 *
 * @param store all keys with their certificates, under {@link #PASSWORD}
 * @param notAfter when the first certificate of the server's own runs out
 */
record ServerIdentity(KeyStore store, Instant notAfter) {
    /** What the keys in memory are under; it protects nothing, but stores demand one. */
    static final String PASSWORD = "in memory";

    private static final String TYPE = "PKCS12";

    /**
     * Reads the content of a file.
     *
     * @param password of a PKCS #12 keystore and the keys in it
     */
    static ServerIdentity parse(byte[] content, char[] password)
            throws UnusableCertificateException {
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            if (PemKeystore.isIn(content)) {
                PemKeystore pem = PemKeystore.parse(content);
                put(store, "pem", pem.key(), pem.chain().toArray(new Certificate[0]));
            } else {
                copy(content, password, store);
            }
            return new ServerIdentity(store, notAfter(store));
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableCertificateException(
                    "must be a PKCS #12 keystore that its password opens, or PEM", e);
        }
    }

    private static void copy(byte[] content, char[] password, KeyStore into)
            throws GeneralSecurityException, IOException, UnusableCertificateException {
        KeyStore given = KeyStore.getInstance(TYPE);
        given.load(new ByteArrayInputStream(content), password);
        for (String alias : Collections.list(given.aliases())) {
            if (given.isKeyEntry(alias)) {
                put(into, alias, given.getKey(alias, password), given.getCertificateChain(alias));
            }
        }
        if (into.size() == 0) {
            throw new UnusableCertificateException("must have a private key with certificates");
        }
    }

    private static void put(KeyStore into, String alias, Key key, Certificate[] chain)
            throws GeneralSecurityException, UnusableCertificateException {
        if (!(key instanceof PrivateKey secret) || chain == null || chain.length == 0) {
            throw new UnusableCertificateException(
                    "must have a private key with certificates, and has not under " + alias);
        }
        if (!belongTogether(secret, chain[0].getPublicKey())) {
            throw new UnusableCertificateException(
                    "must have the certificate of its private key, and has another's");
        }
        into.setKeyEntry(alias, key, PASSWORD.toCharArray(), chain);
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey open)
            throws GeneralSecurityException {
        byte[] something = {1, 2, 3};
        var signature = Signature.getInstance(algorithm(open));
        signature.initSign(secret);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(something);
        return signature.verify(signed);
    }

    private static String algorithm(PublicKey open) {
        return switch (open.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> open.getAlgorithm();
        };
    }

    private static Instant notAfter(KeyStore store) throws GeneralSecurityException {
        Instant first = Instant.MAX;
        for (String alias : Collections.list(store.aliases())) {
            if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                Instant end = certificate.getNotAfter().toInstant();
                first = end.isBefore(first) ? end : first;
            }
        }
        return first;
    }
}
