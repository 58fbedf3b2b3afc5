package io.tollgate.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Usage records as a tool of others decoded them; of each window the newest counts. */
final class UsageAsRead {
    private final Set<String> keys;
    private final Map<List<String>, JsonNode> newest = new HashMap<>();

    /** Takes notice of some keys only. */
    UsageAsRead(Set<String> keys) {
        this.keys = keys;
    }

    void take(JsonNode usage) {
        String key = usage.path("keyId").asText();
        if (keys.contains(key)) {
            newest.merge(
                    List.of(key, usage.path("windowStart").asText()), usage, UsageAsRead::newer);
        }
    }

    Collection<JsonNode> newest() {
        return newest.values();
    }

    /** Requests by key. */
    Map<String, Long> requests() {
        var requests = new HashMap<String, Long>();
        newest.values()
                .forEach(usage ->
                        requests.merge(
                                usage.path("keyId").asText(),
                                usage.path("requests").asLong(),
                                Long::sum));
        return requests;
    }

    private static JsonNode newer(JsonNode one, JsonNode other) {
        return one.path("revision").asLong() > other.path("revision").asLong() ? one : other;
    }
}
