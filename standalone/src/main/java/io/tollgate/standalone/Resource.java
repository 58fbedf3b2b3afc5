package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One kind of what operators keep.
 *
 * @param plural names the commands, and the path in the admin API
 * @param one names one of them in sentences
 * @param columns of a list
 */
record Resource(String plural, String one, List<Column> columns) {
    static final Resource KEYS =
            new Resource(
                    "keys",
                    "key",
                    List.of(
                            new Column("id", "/id"),
                            new Column("owner", "/ownerId"),
                            new Column("plan", "/planId"),
                            new Column("environment", "/environment"),
                            new Column("state", "/state"),
                            new Column("begins", "/prefix"),
                            new Column("ends", "/lastFour"),
                            new Column("last used", "/lastUsedAt"),
                            new Column("expires", "/expiresAt"),
                            new Column("name", "/name")));
    static final Resource CLAIMS =
            new Resource(
                    "claims",
                    "claim link",
                    List.of(
                            new Column("id", "/id"),
                            new Column("key", "/keyId"),
                            new Column("owner", "/ownerId"),
                            new Column("state", "/state"),
                            new Column("expires", "/expiresAt"),
                            new Column("claimed", "/claimedAt")));
    static final Resource OWNERS =
            new Resource(
                    "owners",
                    "owner",
                    List.of(
                            new Column("id", "/id"),
                            new Column("name", "/name"),
                            new Column("e-mail", "/contact/email"),
                            new Column("limits", "/limits")));
    static final Resource PLANS =
            new Resource(
                    "plans",
                    "plan",
                    List.of(
                            new Column("id", "/id"),
                            new Column("enforcement", "/enforcement"),
                            new Column("when stale", "/whenStale"),
                            new Column("limits", "/limits")));
    static final Resource ROUTES =
            new Resource(
                    "routes",
                    "route",
                    List.of(
                            new Column("id", "/id"),
                            new Column("host", "/match/host"),
                            new Column("path", "/match/path"),
                            new Column("methods", "/match/methods"),
                            new Column("auth", "/auth"),
                            new Column("cost", "/cost"),
                            new Column("scopes", "/scopes"),
                            new Column("upstreams", "/upstreams")));

    static final Resource OPERATORS =
            new Resource(
                    "operators",
                    "operator",
                    List.of(
                            new Column("id", "/id"),
                            new Column("role", "/role"),
                            new Column("state", "/state"),
                            new Column("expires", "/expiresAt"),
                            new Column("name", "/name")));
    static final Resource AUDIT =
            new Resource(
                    "audit",
                    "entry",
                    List.of(
                            new Column("at", "/at"),
                            new Column("phase", "/phase"),
                            new Column("actor", "/actor"),
                            new Column("action", "/action"),
                            new Column("target", "/target"),
                            new Column("result", "/result"),
                            new Column("reason", "/reason"),
                            new Column("writer", "/writer"),
                            new Column("number", "/sequence")));
    static final Resource EDGES =
            new Resource(
                    "edges",
                    "edge",
                    List.of(
                            new Column("name", "/name"),
                            new Column("id", "/edgeId"),
                            new Column("standing", "/standing"),
                            new Column("state", "/state"),
                            new Column("state age", "/stateAgeMillis"),
                            new Column("silent", "/silentMillis"),
                            new Column("to ship", "/outboxEvents"),
                            new Column("version", "/version"),
                            new Column("address", "/address"),
                            new Column("started", "/startedAt"),
                            new Column("boot", "/boot"),
                            new Column("blocked", "/blocked"),
                            new Column("may admit until", "/mayAdmitUntil")));

    /**
     * A column of a list.
     *
     * @param pointer where its cells are in an item, as a JSON pointer
     */
    record Column(String heading, String pointer) {}

    /** Where all of them are. */
    String path() {
        return "/v1/" + plural;
    }

    /** Where one of them is. */
    String path(String id) {
        return path() + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Items of a list, a line for each. */
    String table(JsonNode items) {
        return table(columns, items);
    }

    /** Items of any list, a line for each. */
    static String table(List<Column> columns, JsonNode items) {
        var table = new Table();
        columns.forEach(column -> table.words(column.heading()));
        for (JsonNode item : items) {
            table.row(
                    columns.stream()
                            .map(column -> JsonText.cell(item.at(column.pointer())))
                            .toList());
        }
        return table.text();
    }
}
