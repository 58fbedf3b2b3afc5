package io.tollgate.admin.resource;

import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which keys are looked for: those that match every member that is given.
 *
 * @param prefix what the first characters of the secret begin with, as far as keys show them
 * @param tag name of a tag, or name and value with a colon between
 */
record KeySearch(
        Optional<String> ownerId,
        Optional<String> planId,
        Optional<String> prefix,
        Optional<String> lastFour,
        Optional<String> tag,
        Optional<String> importBatch,
        Optional<KeyStanding> state) {
    private static final Shape<String> PREFIX =
            Shape.matching(
                    Pattern.compile("[!-~]{1,32}"),
                    "must be 1 to 32 visible ASCII characters, such as the prefix that a key shows");
    private static final Shape<String> LAST_FOUR =
            Shape.matching(
                    Pattern.compile("[!-~]{4}"), "must be the last four characters of a secret");
    private static final Shape<String> TAG =
            Shape.matching(
                    Pattern.compile(Shape.ID.pattern() + "(:.{0,200})?"),
                    "must be the name of a tag, or name:value");
    private static final Shape<KeyStanding> STATE =
            Shape.choice(
                    KeyStanding.ACTIVE,
                    KeyStanding.EXPIRED,
                    KeyStanding.SUSPENDED,
                    KeyStanding.REVOKED,
                    KeyStanding.DELETED);

    static KeySearch read(Query query) {
        return new KeySearch(
                query.optional("ownerId", Shape.id()),
                query.optional("planId", Shape.id()),
                query.optional("prefix", PREFIX),
                query.optional("lastFour", LAST_FOUR),
                query.optional("tag", TAG),
                query.optional("importBatch", Shape.id()),
                query.optional("state", STATE));
    }

    /**
     * Whether a key is one; deleted ones only where they are asked for.
     *
     * @param standing tells that of a key, which costs more than the rest
     */
    boolean wants(ApiKey key, Function<ApiKey, KeyStanding> standing) {
        return isOrAny(ownerId, key.getOwnerId())
                && isOrAny(planId, key.getPlanId())
                && isOrAny(lastFour, key.getLastFour())
                && isOrAny(importBatch, key.getImportBatch())
                && prefix.map(key.getPrefix()::startsWith).orElse(true)
                && tag.map(wanted -> hasTag(key, wanted)).orElse(true)
                && state.map(wanted -> standing.apply(key) == wanted)
                        .orElse(key.getState() != KeyState.DELETED);
    }

    private static boolean isOrAny(Optional<String> wanted, String actual) {
        return wanted.isEmpty() || wanted.get().equals(actual);
    }

    private static boolean hasTag(ApiKey key, String wanted) {
        int colon = wanted.indexOf(':');
        return colon < 0
                ? key.getTags().containsKey(wanted)
                : wanted.substring(colon + 1).equals(key.getTags().get(wanted.substring(0, colon)));
    }
}
