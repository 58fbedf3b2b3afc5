package io.tollgate.admin.leak;

/**
 * A key that was found in a text. Its text form hides the secret.
 *
 * @param line where it stands, counted from 1
 */
public record FoundKey(String secret, long line) {
    private static final int SHOWN = 4;

    /** The beginning of the key, as far as the record of a key shows it. */
    public String prefix() {
        return secret.substring(0, secret.lastIndexOf('_') + 1 + SHOWN);
    }

    /** The last characters of the key, which its record shows too. */
    public String lastFour() {
        return secret.substring(secret.length() - SHOWN);
    }

    /** Enough to find the key's record, too little to use the key. */
    public String masked() {
        return prefix() + "…" + lastFour();
    }

    @Override
    public String toString() {
        return "FoundKey[" + masked() + ", line " + line + "]";
    }
}
