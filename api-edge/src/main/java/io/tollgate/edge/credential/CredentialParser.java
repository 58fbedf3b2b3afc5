package io.tollgate.edge.credential;

import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the credential out of a request: {@code Authorization: Bearer}, {@code X-API-Key}, or the
 * query parameter that the route allows. One that can't be a key is refused before anything is
 * hashed or looked up. Thread-safe.
 */
public final class CredentialParser {
    /** The field whose Bearer scheme carries a key. */
    public static final String AUTHORIZATION = "Authorization";

    /** The field that carries nothing but a key. */
    public static final String API_KEY = "X-API-Key";

    private static final String BEARER = "Bearer";
    private static final int SHORTEST = 16;
    private static final int LONGEST = 512;

    private static final Credential MISSING = new Credential.Missing();
    private static final Credential CONFLICTING = new Credential.Conflicting();
    private static final Credential EMPTY = new Credential.Malformed("the credential is empty");
    private static final Credential OVERSIZED =
            new Credential.Malformed(
                    "the credential is longer than the " + LONGEST + " characters a key may have");
    private static final Credential NOT_VISIBLE =
            new Credential.Malformed(
                    "the credential has characters that are not visible ASCII, which a key never"
                            + " has");
    private static final Credential BADLY_ESCAPED =
            new Credential.Malformed(
                    "the query parameter for the key has a % that two hex digits don't follow");
    private static final Credential BAD_CHECKSUM =
            new Credential.Malformed(
                    "the credential begins like a key but its length, digits or checksum are"
                            + " wrong: it was probably cut or mistyped");
    private static final Credential FOREIGN =
            new Credential.Malformed("the credential does not have the form of a key");

    private final KeyForm form;
    private final Pepper pepper;
    private final BooleanSupplier importedKeys;

    /**
     * A parser for one installation.
     *
     * @param importedKeys whether there are keys that were made elsewhere, which may have any form
     */
    public CredentialParser(KeyForm form, Pepper pepper, BooleanSupplier importedKeys) {
        this.form = form;
        this.pepper = pepper;
        this.importedKeys = importedKeys;
    }

    /**
     * Reads the credential; never throws, whatever was sent.
     *
     * @param authorization values of all {@code Authorization} fields
     * @param apiKeys values of all {@code X-API-Key} fields
     * @param rawQuery the query as it came over the wire, null if there was none
     * @param queryKey name of the query parameter that may carry the key, empty if none may
     */
    public Credential parse(
            List<String> authorization,
            List<String> apiKeys,
            @Nullable String rawQuery,
            String queryKey) {
        var found = new Found();
        for (String value : authorization) {
            found.authorization(value.strip());
        }
        for (String value : apiKeys) {
            found.token(value.strip(), 0);
        }
        if (rawQuery != null && !queryKey.isEmpty()) {
            for (String value : new QueryParameter(queryKey).valuesIn(rawQuery)) {
                if (value == null) {
                    return BADLY_ESCAPED;
                }
                found.token(value, 0);
            }
        }
        if (found.differing) {
            return CONFLICTING;
        }
        return found.text == null ? MISSING : judged(found.text, found.start);
    }

    /**
     * Whether a field carries a credential of ours, and so must not go upstream where a key is
     * needed; other schemes of {@code Authorization} are the upstream's business.
     */
    public static boolean carriesCredential(String field, String value) {
        return field.equalsIgnoreCase(API_KEY)
                || (field.equalsIgnoreCase(AUTHORIZATION) && isBearer(value.strip()));
    }

    /**
     * The query without the parameter that carried the key, all else byte for byte; null if nothing
     * is left of it.
     *
     * @param queryKey name of the parameter, empty if none may carry the key
     */
    public static @Nullable String withoutCredential(@Nullable String rawQuery, String queryKey) {
        return rawQuery == null || queryKey.isEmpty()
                ? rawQuery
                : new QueryParameter(queryKey).removedFrom(rawQuery);
    }

    /** Judges the token that a text ends with, of which no copy is made. */
    private Credential judged(String text, int start) {
        int length = text.length() - start;
        if (length == 0) {
            return EMPTY;
        }
        if (length > LONGEST) {
            return OVERSIZED;
        }
        if (!isVisible(text, start)) {
            return NOT_VISIBLE;
        }
        if (form.claims(text, start)) {
            return form.wellFormed(text, start) ? presented(text, start) : BAD_CHECKSUM;
        }
        return length >= SHORTEST && importedKeys.getAsBoolean() ? presented(text, start) : FOREIGN;
    }

    private Credential presented(String text, int start) {
        return new Credential.Presented(pepper.hash(text, start));
    }

    private static boolean isVisible(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean isBearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && (authorization.length() == BEARER.length()
                        || isBlank(authorization.charAt(BEARER.length())));
    }

    /** Where the token begins in a stripped field of the Bearer scheme. */
    private static int startOfToken(String authorization) {
        int start = BEARER.length();
        while (start < authorization.length()
                && Character.isWhitespace(authorization.charAt(start))) {
            start++;
        }
        return start;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** What was found so far in one request. Not thread-safe. */
    private static final class Found {
        /** Ends with the token. */
        private @Nullable String text;

        private int start;
        private @Nullable String otherScheme;
        private boolean differing;

        void authorization(String value) {
            if (isBearer(value)) {
                // A client that sends two of these fields leaves open which one counts upstream.
                differing |= otherScheme != null;
                token(value, startOfToken(value));
            } else {
                differing |= text != null || (otherScheme != null && !otherScheme.equals(value));
                otherScheme = value;
            }
        }

        void token(String value, int from) {
            differing |= text != null && !text.substring(start).equals(value.substring(from));
            text = value;
            start = from;
        }
    }
}
