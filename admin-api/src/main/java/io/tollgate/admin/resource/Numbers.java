package io.tollgate.admin.resource;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers for names: two names have the same number only if they are the same. None is ever
 * forgotten, so this is for few names. Thread-safe for one writing thread.
 */
final class Numbers {
    private static final int NONE = -1;

    private final Map<String, Integer> byName = new ConcurrentHashMap<>();

    /** The number of a name, which gets one if it has none. */
    int of(String name) {
        Integer known = byName.get(name);
        if (known != null) {
            return known;
        }
        int next = byName.size();
        byName.put(name, next);
        return next;
    }

    /** The number of a name; one that no name has if it has none. */
    int find(String name) {
        return byName.getOrDefault(name, NONE);
    }

    /** The numbers of names, sorted. */
    int[] find(Set<String> names) {
        return names.stream().mapToInt(this::find).sorted().toArray();
    }
}
