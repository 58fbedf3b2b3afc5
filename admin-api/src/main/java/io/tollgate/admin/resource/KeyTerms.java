package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.MergePatch;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Limit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What of a key operators write when they create it, and may change afterwards. */
record KeyTerms(
        String planId,
        String name,
        List<String> scopes,
        Map<String, String> tags,
        List<String> allowedSources,
        List<Limit> limits,
        Optional<Instant> expiresAt) {
    private static final int MOST_TAGS = 20;
    private static final Shape<String> SOURCE =
            Shape.text(SourceNetwork.RULE, SourceNetwork::isValid);

    /** The same as it is in JSON, which patches are applied to. */
    record Form(
            String planId,
            String name,
            List<String> scopes,
            Map<String, String> tags,
            List<String> allowedSources,
            List<LimitView> limits,
            @Nullable String expiresAt) {}

    /** Reads those of a key that has none yet. */
    static KeyTerms read(JsonFields fields, Instant now) {
        return read(fields, now, Optional.empty());
    }

    /** Those that a key has. */
    static KeyTerms of(ApiKey key) {
        return new KeyTerms(
                key.getPlanId(),
                key.getName(),
                key.getScopes(),
                new TreeMap<>(key.getTags()),
                key.getAllowedSources(),
                key.getLimits(),
                Optional.ofNullable(key.getExpiresAt()));
    }

    /**
     * These as a merge patch changes them.
     *
     * @throws io.tollgate.admin.http.ProblemException if the patch is no object, has members that
     *     can't be changed, or what comes out is wrong
     */
    KeyTerms patched(JsonNode patch, Instant now) {
        JsonNode merged = MergePatch.apply(Json.object(form()), patch);
        // A null that takes away what can't be there would otherwise go unnoticed.
        if (merged instanceof ObjectNode object) {
            patch.properties().stream()
                    .filter(member -> member.getValue().isNull())
                    .forEach(member -> object.putNull(member.getKey()));
        }
        return JsonFields.read(merged, fields -> read(fields, now, expiresAt));
    }

    /** Puts them into a record. */
    ApiKey.Builder into(ApiKey.Builder key) {
        return key.setPlanId(planId)
                .setName(name)
                .setScopes(scopes)
                .setTags(tags)
                .setAllowedSources(allowedSources)
                .setLimits(limits)
                .setExpiresAt(expiresAt.orElse(null));
    }

    /** An end that was there before may have passed; a new one lies ahead. */
    private static KeyTerms read(JsonFields fields, Instant now, Optional<Instant> endBefore) {
        Optional<Instant> expiresAt = fields.optional("expiresAt", Shape.time());
        expiresAt
                .filter(time -> !time.isAfter(now) && !endBefore.equals(Optional.of(time)))
                .ifPresent(_ -> fields.reject("expiresAt", "must be in the future, in ISO 8601"));
        Map<String, String> tags = fields.map("tags", Shape.id(), Shape.text(0, 200));
        if (tags.size() > MOST_TAGS) {
            fields.reject("tags", "must have at most " + MOST_TAGS + " members");
        }
        return new KeyTerms(
                fields.required("planId", Shape.id()),
                fields.optional("name", Shape.text(0, 200)).orElse(""),
                fields.list("scopes", RouteShapes.SCOPE),
                new TreeMap<>(tags),
                fields.list("allowedSources", SOURCE),
                LimitBody.all(fields),
                expiresAt);
    }

    private Form form() {
        return new Form(
                planId,
                name,
                scopes,
                tags,
                allowedSources,
                LimitView.of(limits),
                expiresAt.map(Instant::toString).orElse(null));
    }
}
