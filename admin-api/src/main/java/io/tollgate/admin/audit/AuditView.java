package io.tollgate.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Json;
import io.tollgate.schemas.AuditEntry;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is shown.
 *
 * @param intent sequence of the intent that an outcome belongs to, null if there was none
 * @param target null if nothing in particular
 * @param reason null if none was given
 * @param difference null if nothing was to change
 * @param result null in an intent
 */
record AuditView(
        String writer,
        long sequence,
        String at,
        String phase,
        @Nullable Long intent,
        String actor,
        String action,
        @Nullable String target,
        @Nullable String reason,
        @Nullable JsonNode difference,
        @Nullable String result) {

    static AuditView of(AuditEntry entry) {
        return new AuditView(
                entry.getWriterId(),
                entry.getSequence(),
                entry.getAt().toString(),
                entry.getPhase().name(),
                entry.getIntent() < 0 ? null : entry.getIntent(),
                entry.getActor(),
                entry.getAction(),
                given(entry.getTarget()),
                given(entry.getReason()),
                entry.getDifference().isEmpty()
                        ? null
                        : Json.read(entry.getDifference().getBytes(StandardCharsets.UTF_8)),
                given(entry.getResult()));
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
