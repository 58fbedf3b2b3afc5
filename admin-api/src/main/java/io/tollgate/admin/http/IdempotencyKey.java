package io.tollgate.admin.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a repeated creation is known by: 16 bytes of a hash of operator and Idempotency-Key, then 16
 * bytes of a hash of what was asked for, in hex. Kept with what was created.
 */
public record IdempotencyKey(String call, String body) {
    private static final int DIGITS = 32;
    private static final int LONGEST = 255;

    /**
     * Of a call, if it carries the header.
     *
     * @throws ProblemException if the header is no Idempotency-Key
     */
    public static Optional<IdempotencyKey> of(Call call, Object asked) {
        Optional<String> header = call.header("Idempotency-Key");
        header.ifPresent(value -> {
            if (value.isEmpty()
                    || value.length() > LONGEST
                    || !value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                throw new ProblemException(
                        ProblemType.INVALID_HEADER,
                        "Idempotency-Key must be 1 to 255 visible ASCII characters");
            }
        });
        return header.map(value ->
                new IdempotencyKey(
                        hash((call.actor() + "\n" + value).getBytes(StandardCharsets.UTF_8)),
                        hash(Json.write(asked))));
    }

    /** As it was kept; empty if there was none. */
    public static Optional<IdempotencyKey> parse(String kept) {
        return kept.length() == 2 * DIGITS
                ? Optional.of(new IdempotencyKey(kept.substring(0, DIGITS), kept.substring(DIGITS)))
                : Optional.empty();
    }

    /** The form that is kept. */
    public String kept() {
        return call + body;
    }

    /**
     * Refuses the use of one key for two things.
     *
     * @throws ProblemException if what was created then was asked for otherwise
     */
    public void checkSame(IdempotencyKey before) {
        if (!before.body().equals(body)) {
            throw new ProblemException(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "this Idempotency-Key came with another body before; use a new one");
        }
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }
}
