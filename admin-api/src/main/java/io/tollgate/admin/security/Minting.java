package io.tollgate.admin.security;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.credentials.KeyForm;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Makes secrets from a source of randomness, which must be a cryptographic one outside tests.
 * Thread-safe if the source is.
 */
public record Minting(RandomGenerator random) {
    /** The form of operators' tokens. */
    public static final KeyForm TOKEN_FORM = new KeyForm("tgadm");

    /** A new key. */
    public String key(KeyForm form, Environment environment) {
        return form.mint(environment, bytes());
    }

    /** A new token of an operator. */
    public String token() {
        return TOKEN_FORM.mint(Environment.LIVE, bytes());
    }

    /** What makes a link that owners fetch a key by impossible to guess, in hex. */
    public String linkToken() {
        return HexFormat.of().formatHex(bytes());
    }

    /** A new pepper in hex. */
    public String pepper() {
        return HexFormat.of().formatHex(bytes());
    }

    private byte[] bytes() {
        byte[] bytes = new byte[KeyForm.RANDOM_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
