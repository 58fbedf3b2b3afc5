package io.tollgate.admin.audit;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which members of records the audit shows. It is kept for ever and can't be corrected, so what is
 * not named here is hidden: secrets and their hashes, and all that may tell of a person, such as
 * contacts, networks and the names that people give to things.
 */
final class ShownMembers {
    /** Change with every record, and say nothing. */
    private static final Set<String> UNTOLD = Set.of("version", "createdAt", "updatedAt", "kind");

    private static final Map<String, List<String>> BY_RECORD =
            Map.ofEntries(
                    Map.entry(
                            "ApiKey",
                            List.of(
                                    "ownerId",
                                    "planId",
                                    "environment",
                                    "scopes",
                                    "limits",
                                    "state",
                                    "importBatch",
                                    "rotatedFrom",
                                    "limitSubject",
                                    "expiresAt")),
                    Map.entry("Owner", List.of("state", "limits", "flags")),
                    Map.entry("Plan", List.of("state", "limits", "enforcement", "whenStale")),
                    Map.entry(
                            "Route",
                            List.of(
                                    "host",
                                    "path",
                                    "methods",
                                    "upstreams",
                                    "scopes",
                                    "environments",
                                    "cost",
                                    "auth",
                                    "cors",
                                    "stripPrefix",
                                    "preserveHost",
                                    "queryKey",
                                    "connectTimeoutMillis",
                                    "idleTimeoutMillis",
                                    "timeoutMillis")),
                    Map.entry("Cors", List.of("origins", "methods", "headers", "maxAgeSeconds")),
                    Map.entry(
                            "Rule",
                            List.of(
                                    "enabled",
                                    "signal",
                                    "threshold",
                                    "minimum",
                                    "window",
                                    "action",
                                    "mode",
                                    "suspendFor",
                                    "tightenPercent",
                                    "tightenFor",
                                    "revokeAfter",
                                    "repeatWithin",
                                    "coolDown",
                                    "exemptKeys",
                                    "exemptOwners",
                                    "mostPerHour")),
                    Map.entry("Operator", List.of("role", "state", "expiresAt")),
                    Map.entry(
                            "Claim",
                            List.of("keyId", "ownerId", "state", "expiresAt", "claimedAt")),
                    Map.entry(
                            "Revocation",
                            List.of(
                                    "action",
                                    "keyIds",
                                    "ownerId",
                                    "planId",
                                    "environment",
                                    "issuedBefore",
                                    "importBatch",
                                    "endsAt",
                                    "withdrawnAt",
                                    "withdrawnBy")),
                    Map.entry("Limit", List.of("name", "amount", "window", "kind", "scope")));

    private ShownMembers() {}

    /** Members of a record that are shown, in the order in which they are. */
    static List<String> of(String record) {
        return BY_RECORD.getOrDefault(record, List.of());
    }

    /** All records of which any member is shown. */
    static Set<String> records() {
        return BY_RECORD.keySet();
    }

    /** Whether a change of a member is worth no word. */
    static boolean isUntold(String member) {
        return UNTOLD.contains(member);
    }
}
