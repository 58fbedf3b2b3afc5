package io.tollgate.schemas.credentials;

import io.tollgate.schemas.Environment;
import java.math.BigInteger;
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

    private static final String LIVE = "_live_";
    private static final String TEST = "_test_";
    private static final int BASE = 62;
    private static final String BASE62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Whether a character is one of the digits: random text would mislead any comparison. */
    private static final boolean[] IS_BASE62 = new boolean[128];

    private static final int RANDOM_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;

    static {
        BASE62.chars().forEach(c -> IS_BASE62[c] = true);
    }

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
        String body = prefix(environment) + base62(new BigInteger(1, random));
        long checksum = checksum(body, 0, body.length());
        var text = new StringBuilder(body);
        for (int i = CHECKSUM_DIGITS - 1; i >= 0; i--) {
            text.append(digit(checksum, i));
        }
        return text.toString();
    }

    /** How many characters a key has. */
    public int length() {
        return brand.length() + LIVE.length() + RANDOM_DIGITS + CHECKSUM_DIGITS;
    }

    /** Whether a string claims to be one of our keys, and so must be well formed. */
    public boolean claims(String presented) {
        return claims(presented, 0);
    }

    /** Whether the end of a text claims to be one of our keys, and so must be well formed. */
    public boolean claims(String text, int from) {
        int afterBrand = from + brand.length();
        return text.startsWith(brand, from)
                && (text.startsWith(LIVE, afterBrand) || text.startsWith(TEST, afterBrand));
    }

    /** Whether a string has the form of our keys, checksum included. */
    public boolean wellFormed(String presented) {
        return wellFormed(presented, 0);
    }

    /** Whether the end of a text has the form of our keys, checksum included. */
    public boolean wellFormed(String text, int from) {
        int end = from + length();
        if (text.length() != end
                || !claims(text, from)
                || !isBase62(text, from + brand.length() + LIVE.length())) {
            return false;
        }
        long checksum = checksum(text, from, end - CHECKSUM_DIGITS);
        for (int i = 0; i < CHECKSUM_DIGITS; i++) {
            if (text.charAt(end - 1 - i) != digit(checksum, i)) {
                return false;
            }
        }
        return true;
    }

    private String prefix(Environment environment) {
        return switch (environment) {
            case LIVE -> brand + LIVE;
            case TEST -> brand + TEST;
            case UNKNOWN -> throw new IllegalArgumentException("a key is live or test");
        };
    }

    private static boolean isBase62(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= IS_BASE62.length || !IS_BASE62[c]) {
                return false;
            }
        }
        return true;
    }

    /** The CRC-32 of characters that are ASCII. */
    private static long checksum(String text, int from, int end) {
        var crc = new CRC32();
        for (int i = from; i < end; i++) {
            crc.update(text.charAt(i));
        }
        return crc.getValue();
    }

    /** The digit of a number at a place, counted from the right. */
    private static char digit(long number, int place) {
        long rest = number;
        for (int i = 0; i < place; i++) {
            rest /= BASE;
        }
        return BASE62.charAt((int) (rest % BASE));
    }

    private static String base62(BigInteger number) {
        char[] text = new char[RANDOM_DIGITS];
        BigInteger rest = number;
        for (int i = RANDOM_DIGITS - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(BASE));
            text[i] = BASE62.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(text);
    }
}
