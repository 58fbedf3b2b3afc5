package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lists as the admin API answers them, in parts.
 *
 * @param whole whether the parts that follow the first are wanted too
 */
record ApiPages(AdminClient api, String path, boolean whole) {

    /** The list, its parts put together. */
    JsonNode json(Map<String, String> query) throws IOException, InterruptedException {
        var asked = new HashMap<>(query);
        JsonNode first = api.get(target(asked));
        if (!(first instanceof ObjectNode list && list.path("items") instanceof ArrayNode items)) {
            throw api.foreign();
        }
        while (whole && list.path("next").isTextual()) {
            asked.put("cursor", list.path("next").asText());
            JsonNode next = api.get(target(asked));
            next.path("items").forEach(items::add);
            list.set("next", next.path("next"));
        }
        return list;
    }

    /** Takes the items of a part. */
    @FunctionalInterface
    interface Taker {
        /** Takes them, and throws if that fails. */
        void take(JsonNode items) throws IOException;
    }

    /**
     * Hands the items on, part by part as they come: a list may be longer than the memory.
     *
     * @return how many they were
     */
    long each(Map<String, String> query, Taker taker) throws IOException, InterruptedException {
        var asked = new HashMap<>(query);
        long items = 0;
        boolean isMore = true;
        while (isMore) {
            JsonNode part = api.get(target(asked));
            if (!(part.path("items") instanceof ArrayNode some)) {
                throw api.foreign();
            }
            taker.take(some);
            items += some.size();
            isMore = whole && part.path("next").isTextual();
            asked.put("cursor", part.path("next").asText());
        }
        return items;
    }

    /** The list as a table, its parts put together under one line of names. */
    String csv(Map<String, String> query) throws IOException, InterruptedException {
        var asked = new HashMap<>(query);
        asked.put("format", "csv");
        HttpResponse<String> part = api.fetch(target(asked));
        var table = new StringBuilder(part.body());
        Optional<String> next = part.headers().firstValue("Next-Cursor");
        while (whole && next.isPresent()) {
            asked.put("cursor", next.get());
            part = api.fetch(target(asked));
            table.append(part.body(), part.body().indexOf('\n') + 1, part.body().length());
            next = part.headers().firstValue("Next-Cursor");
        }
        return table.toString();
    }

    private String target(Map<String, String> query) {
        return path
                + "?"
                + new TreeMap<>(query)
                        .entrySet().stream()
                                .map(member ->
                                        member.getKey()
                                                + "="
                                                + URLEncoder.encode(
                                                        member.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&"));
    }
}
