package io.tollgate.schemas.credentials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's secret that key hashes are made with: whoever holds a copy of Kafka or of an
 * edge's disk but not the pepper can't test guesses. Thread-safe.
 */
public final class Pepper {
    private static final int MIN_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final int version;
    private final ThreadLocal<Hasher> hashers;

    /**
     * A pepper of at least 32 bytes.
     *
     * @param version number that keys made with it carry, from 1
     * @throws IllegalArgumentException if it is too short
     */
    public Pepper(int version, byte[] bytes) {
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "a pepper has at least 32 bytes, not " + bytes.length);
        }
        byte[] copy = bytes.clone();
        this.version = version;
        this.hashers = ThreadLocal.withInitial(() -> new Hasher(copy));
    }

    /**
     * Reads a pepper from a file of hex digits.
     *
     * @throws IOException if the file can't be read or is not at least 64 hex digits
     */
    public static Pepper read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            return new Pepper(1, HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            // The cause would quote the text.
            throw new IOException(file + " must hold a pepper of at least 64 hex digits");
        }
    }

    /** Number that keys made with this pepper carry. */
    public int version() {
        return version;
    }

    /** The hash of a secret: HMAC-SHA-256(pepper, SHA-256(secret)). */
    public KeyHash hash(String secret) {
        return hashers.get().hash(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of a key of which only the SHA-256 is known. */
    public KeyHash hashOfDigest(byte[] sha256) {
        return hashers.get().hmac(sha256);
    }

    @Override
    public String toString() {
        return "Pepper[version " + version + "]";
    }

    /** Digest and MAC of one thread, made once since looking them up costs more than using them. */
    private static final class Hasher {
        private final MessageDigest sha256;
        private final Mac mac;

        Hasher(byte[] pepper) {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
                mac = Mac.getInstance(HMAC);
                mac.init(new SecretKeySpec(pepper, HMAC));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java lacks SHA-256 or HMAC-SHA-256", e);
            }
        }

        KeyHash hash(byte[] secret) {
            return hmac(sha256.digest(secret));
        }

        KeyHash hmac(byte[] digest) {
            return KeyHash.of(mac.doFinal(digest));
        }
    }
}
