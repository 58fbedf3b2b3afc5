package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A key that was made elsewhere, as a line of an import tells it: without its secret.
 *
 * @param sha256 of the secret, in lower-case hex
 * @param prefix first characters of the secret, empty if they are not told
 * @param lastFour last characters of the secret, empty if they are not told
 */
record ImportBody(String sha256, KeyBody key, String prefix, String lastFour) {
    private static final Shape<String> SHA256 =
            Shape.matching(
                    Pattern.compile("[0-9a-f]{64}"),
                    "must be the SHA-256 of the secret in 64 lower-case hex digits");
    private static final Shape<String> PREFIX =
            Shape.matching(
                    Pattern.compile("[!-~]{1,12}"),
                    "must be the first characters of the secret, at most 12");
    private static final Shape<String> LAST_FOUR =
            Shape.matching(
                    Pattern.compile("[!-~]{4}"), "must be the last four characters of the secret");

    static ImportBody read(JsonFields fields, Instant now) {
        String sha256 = fields.required("sha256", SHA256);
        String prefix = fields.optional("prefix", PREFIX).orElse("");
        String lastFour = fields.optional("lastFour", LAST_FOUR).orElse("");
        if (sha256.equals(sha256(prefix + lastFour))) {
            fields.reject("prefix", "must not tell the whole secret, together with lastFour");
        }
        return new ImportBody(sha256, KeyBody.read(fields, now), prefix, lastFour);
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }
}
