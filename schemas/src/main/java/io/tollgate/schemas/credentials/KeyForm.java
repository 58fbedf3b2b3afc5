package io.tollgate.schemas.credentials;

import io.tollgate.schemas.Environment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The form of our own keys: {@code <brand>_<live|test>_}, 43 base62 digits of 256 random bits, 6
 * base62 digits of the CRC-32 over everything before them. The checksum tells a typo or a made-up
 * string from a key before any look-up; it proves nothing else. Immutable and thread-safe.
 *
 * @param brand 1 to 16 lower-case letters and digits, beginning with a letter
 */
public record KeyForm(String brand) {
    /** The brand of an installation that chose no other. */
    public static final KeyForm DEFAULT = new KeyForm("tg");

    /** Random bytes that a key is made of. */
    public static final int RANDOM_BYTES = 32;

    private static final String BASE62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;

    /** Checks the brand. */
    public KeyForm {
        if (!brand.matches("[a-z][a-z0-9]{0,15}")) {
            throw new IllegalArgumentException(
                    "a brand is 1 to 16 lower-case letters and digits beginning with a letter, not '"
                            + brand
                            + "'");
        }
    }

    /** Makes the secret of a key from 32 random bytes. */
    public String mint(Environment environment, byte[] random) {
        if (random.length != RANDOM_BYTES) {
            throw new IllegalArgumentException(
                    "a key is made of 32 random bytes, not " + random.length);
        }
        String body = prefix(environment) + base62(new BigInteger(1, random), RANDOM_DIGITS);
        return body + checksum(body);
    }

    /** Whether a string claims to be one of our keys, and so must be well formed. */
    public boolean claims(String presented) {
        return environmentOf(presented).isPresent();
    }

    /** Whether a string has the form of our keys, checksum included. */
    public boolean wellFormed(String presented) {
        Optional<Environment> environment = environmentOf(presented);
        if (environment.isEmpty()) {
            return false;
        }
        int start = prefixLength();
        int end = start + RANDOM_DIGITS + CHECKSUM_DIGITS;
        if (presented.length() != end || !isBase62(presented, start)) {
            return false;
        }
        int body = end - CHECKSUM_DIGITS;
        return presented.startsWith(checksum(presented.substring(0, body)), body);
    }

    private Optional<Environment> environmentOf(String presented) {
        if (presented.startsWith(prefix(Environment.LIVE))) {
            return Optional.of(Environment.LIVE);
        }
        return presented.startsWith(prefix(Environment.TEST))
                ? Optional.of(Environment.TEST)
                : Optional.empty();
    }

    private String prefix(Environment environment) {
        return switch (environment) {
            case LIVE -> brand + "_live_";
            case TEST -> brand + "_test_";
            case UNKNOWN -> throw new IllegalArgumentException("a key is live or test");
        };
    }

    private int prefixLength() {
        return brand.length() + "_live_".length();
    }

    private static boolean isBase62(String text, int from) {
        return text.chars().skip(from).allMatch(c -> c < 128 && BASE62.indexOf(c) >= 0);
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_DIGITS);
    }

    private static String base62(BigInteger number, int digits) {
        char[] text = new char[digits];
        BigInteger rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(62));
            text[i] = BASE62.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(text);
    }
}
