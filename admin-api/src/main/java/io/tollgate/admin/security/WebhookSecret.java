package io.tollgate.admin.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that a receiver of Standard Webhooks shares with us. Immutable. */
public final class WebhookSecret {
    /** What is right, for messages. */
    public static final String RULE = "must be whsec_ and 24 to 64 bytes in base64";

    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Reads the form that the specification gives secrets.
     *
     * @throws IllegalArgumentException if it is not in that form; the message does not repeat it
     */
    public static WebhookSecret parse(String text) {
        byte[] key = text.startsWith(PREFIX) ? decode(text) : new byte[0];
        if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
            throw new IllegalArgumentException("a webhook secret " + RULE);
        }
        return new WebhookSecret(key);
    }

    /** A secret's text form from random bytes. */
    public static String format(byte[] random) {
        return PREFIX + Base64.getEncoder().encodeToString(random);
    }

    /** The value of the header webhook-signature. */
    public String sign(String id, long epochSeconds, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String signed = id + "." + epochSeconds + "." + body;
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "WebhookSecret[…]";
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            // Its message would repeat a character of the secret.
            return new byte[0];
        }
    }
}
