package io.tollgate.schemas.credentials;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's secret that key hashes are made with: whoever holds a copy of Kafka or of an
 * edge's disk but not the pepper can't test guesses. It has one version or more, each of which goes
 * on from what the one before made: HMAC-SHA-256(p2, HMAC-SHA-256(p1, SHA-256(secret))). So a hash
 * of an older version becomes one of the newest without the secret, and what was made with a newer
 * version can't be tested with the older ones alone. Thread-safe.
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
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final int version;
    private final boolean guessable;
    private final ThreadLocal<Hasher> hashers;

    /**
     * A pepper of versions of at least 32 bytes each.
     *
     * @param versions the bytes of version 1, then those of version 2, and so on
     * @throws IllegalArgumentException if there is none, or one is too short
     */
    public Pepper(byte[]... versions) {
        if (versions.length == 0) {
            throw new IllegalArgumentException("a pepper has at least one version");
        }
        var copies = new ArrayList<byte[]>();
        for (byte[] each : versions) {
            if (each.length < MIN_BYTES) {
                throw new IllegalArgumentException(
                        "a pepper has at least 32 bytes, not " + each.length);
            }
            copies.add(each.clone());
        }
        byte[] newest = copies.getLast();
        this.version = versions.length;
        this.guessable = fewDifferent(newest) || evenSteps(newest);
        this.hashers = ThreadLocal.withInitial(() -> new Hasher(copies));
    }

    /**
     * Reads a pepper from a file with one line of hex digits for each version, the oldest first.
     *
     * @throws IOException if the file can't be read or a line is not at least 64 hex digits
     */
    public static Pepper read(Path file) throws IOException {
        return parse(Files.readString(file, StandardCharsets.US_ASCII), file.toString());
    }

    /**
     * Reads the text of such a file, whose lines may be parted by any blanks.
     *
     * @param place where the text was found, for the message
     * @throws IOException if it is not at least 64 hex digits, once or more
     */
    public static Pepper parse(String text, String place) throws IOException {
        try {
            return new Pepper(
                    BLANKS.splitAsStream(text.strip())
                            .map(HexFormat.of()::parseHex)
                            .toArray(byte[][]::new));
        } catch (IllegalArgumentException e) {
            // The cause would quote the text.
            throw new IOException(
                    place
                            + " must hold a pepper of at least 64 hex digits, or one on each line,"
                            + " the oldest first");
        }
    }

    /** The newest version, from 1. */
    public int version() {
        return version;
    }

    /** Whether the newest version looks typed, such as one digit over and over. */
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

    /** The hash of a secret by the newest version. */
    public KeyHash hash(String secret) {
        return hash(secret, 0);
    }

    /** The hash of the secret that a text ends with, as a header field does. */
    public KeyHash hash(String text, int from) {
        return hashers.get().hash(text, from, version);
    }

    /**
     * The hash of a secret as it was made when a version was the newest.
     *
     * @throws IllegalArgumentException if there is no such version
     */
    public KeyHash hashAsOf(String secret, int asOf) {
        check(asOf);
        return hashers.get().hash(secret, 0, asOf);
    }

    /**
     * The same for a key of which only the SHA-256 is known.
     *
     * @throws IllegalArgumentException if there is no such version
     */
    public KeyHash hashOfDigest(byte[] sha256, int asOf) {
        check(asOf);
        return hashers.get().hmacs(sha256, 0, asOf);
    }

    /**
     * The hash by the newest version of what has a hash by another.
     *
     * @param asOf version that the hash was made by
     * @throws IllegalArgumentException if there is no such version
     */
    public KeyHash renewed(KeyHash hash, int asOf) {
        check(asOf);
        return asOf == version ? hash : hashers.get().hmacs(hash.bytes(), asOf, version);
    }

    private void check(int asOf) {
        if (asOf < 1 || asOf > version) {
            throw new IllegalArgumentException(
                    "the pepper has the versions 1 to " + version + ", not " + asOf);
        }
    }

    @Override
    public String toString() {
        return "Pepper[version " + version + "]";
    }

    /**
     * Digest and MACs of one thread, made once since looking them up costs more than using them; so
     * are buffers, since requests are many.
     */
    private static final class Hasher {
        private final MessageDigest sha256;
        private final Mac[] macs;
        private final byte[] ascii = new byte[MOST_ASCII];
        private final byte[] digest = new byte[KeyHash.BYTES];

        Hasher(List<byte[]> versions) {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
                macs = new Mac[versions.size()];
                for (int i = 0; i < macs.length; i++) {
                    macs[i] = Mac.getInstance(HMAC);
                    macs[i].init(new SecretKeySpec(versions.get(i), HMAC));
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java lacks SHA-256 or HMAC-SHA-256", e);
            }
        }

        KeyHash hash(String text, int from, int asOf) {
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
            return hmacs(digest, 0, asOf);
        }

        /** Goes on from what one version made to what a later one makes of it. */
        KeyHash hmacs(byte[] made, int by, int asOf) {
            byte[] hash = made;
            for (int i = by; i < asOf; i++) {
                hash = macs[i].doFinal(hash);
            }
            return KeyHash.of(hash);
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
