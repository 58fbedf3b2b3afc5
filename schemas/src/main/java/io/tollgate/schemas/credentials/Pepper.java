package io.tollgate.schemas.credentials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's secret that key hashes are made with: whoever holds a copy of Kafka or of an
 * edge's disk but not the pepper can't test guesses. Thread-safe.
 */
public final class Pepper {
    /** What is wrong with a pepper that can be guessed, and what is right. */
    public static final String GUESSABLE =
            "it can be guessed, since it has few different bytes or even steps; make one with"
                    + " 'tollgate secrets' before the first key is issued";

    private static final int MIN_BYTES = 32;

    /** Of peppers that chance makes, fewer than one in a hundred million million is as poor. */
    private static final int FEW_DIFFERENT = 16;

    /** Keys are of ASCII and no longer than this, if they are ours. */
    private static final int MOST_ASCII = 128;

    private static final String HMAC = "HmacSHA256";

    private final int version;
    private final boolean guessable;
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
        this.guessable = fewDifferent(copy) || evenSteps(copy);
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

    /** Whether it looks typed, such as one digit over and over, rather than made by chance. */
    public boolean guessable() {
        return guessable;
    }

    private static boolean fewDifferent(byte[] bytes) {
        var seen = new BitSet();
        for (byte each : bytes) {
            seen.set(each & 0xff);
        }
        return seen.cardinality() <= FEW_DIFFERENT;
    }

    private static boolean evenSteps(byte[] bytes) {
        for (int i = 2; i < bytes.length; i++) {
            if ((byte) (bytes[i] - bytes[i - 1]) != (byte) (bytes[1] - bytes[0])) {
                return false;
            }
        }
        return true;
    }

    /** The hash of a secret: HMAC-SHA-256(pepper, SHA-256(secret)). */
    public KeyHash hash(String secret) {
        return hash(secret, 0);
    }

    /** The hash of the secret that a text ends with, as a header field does. */
    public KeyHash hash(String text, int from) {
        return hashers.get().hash(text, from);
    }

    /** The hash of a key of which only the SHA-256 is known. */
    public KeyHash hashOfDigest(byte[] sha256) {
        return hashers.get().hmac(sha256);
    }

    @Override
    public String toString() {
        return "Pepper[version " + version + "]";
    }

    /**
     * Digest and MAC of one thread, made once since looking them up costs more than using them; so
     * are buffers, since requests are many.
     */
    private static final class Hasher {
        private final MessageDigest sha256;
        private final Mac mac;
        private final byte[] ascii = new byte[MOST_ASCII];
        private final byte[] digest = new byte[KeyHash.BYTES];

        Hasher(byte[] pepper) {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
                mac = Mac.getInstance(HMAC);
                mac.init(new SecretKeySpec(pepper, HMAC));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java lacks SHA-256 or HMAC-SHA-256", e);
            }
        }

        KeyHash hash(String text, int from) {
            int length = text.length() - from;
            if (length <= ascii.length && isAscii(text, from)) {
                for (int i = 0; i < length; i++) {
                    ascii[i] = (byte) text.charAt(from + i);
                }
                sha256.update(ascii, 0, length);
                Arrays.fill(ascii, 0, length, (byte) 0);
            } else {
                sha256.update(text.substring(from).getBytes(StandardCharsets.UTF_8));
            }
            try {
                sha256.digest(digest, 0, digest.length);
            } catch (DigestException e) {
                throw new IllegalStateException("SHA-256 has other than 32 bytes", e);
            }
            return hmac(digest);
        }

        KeyHash hmac(byte[] sha256OfSecret) {
            return KeyHash.of(mac.doFinal(sha256OfSecret));
        }

        private static boolean isAscii(String text, int from) {
            for (int i = from; i < text.length(); i++) {
                if (text.charAt(i) > '~') {
                    return false;
                }
            }
            return true;
        }
    }
}
