package io.tollgate.system;

import java.util.Map;

/** A limit as operators write it. */
record Limit(String name, long amount, String window, String kind, String scope) {
    static Limit rate(long amount, String window) {
        return new Limit("rate", amount, window, "rate", "key");
    }

    Limit ofOwner() {
        return new Limit(name, amount, window, kind, "owner");
    }

    Map<String, Object> json() {
        return Map.of(
                "name", name, "amount", amount, "window", window, "kind", kind, "scope", scope);
    }
}
