package io.tollgate.metering;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Counts of a few names, such as requests by outcome, in the order of their names. Not thread-safe.
 *
 * <p>A window has a hundred of them and most hold one name, so they are as small as they can be,
 * and looked through from the start: what a tree takes for each is what collecting garbage cost.
 */
final class Counts extends AbstractMap<String, Long> {
    private static final String[] NONE = {};

    private String[] names = NONE;
    private long[] counts = {};

    /** Counts more of a name. */
    void add(String name, long more) {
        int at = find(name);
        if (at >= 0) {
            counts[at] += more;
        } else {
            insert(-at - 1, name, more);
        }
    }

    /** Adds all that is counted elsewhere. */
    void addAll(Map<String, Long> more) {
        if (more instanceof Counts others) {
            for (int i = 0; i < others.names.length; i++) {
                add(others.names[i], others.counts[i]);
            }
        } else {
            // What comes from a record has strings of its own, which are the same few everywhere.
            more.forEach((name, count) -> add(name.intern(), count));
        }
    }

    /**
     * Where a name is, or below zero, as {@link Arrays#binarySearch} says it, where it would be.
     */
    private int find(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return Arrays.binarySearch(names, name);
    }

    private void insert(int at, String name, long count) {
        int size = names.length;
        var widerNames = Arrays.copyOf(names, size + 1);
        var widerCounts = Arrays.copyOf(counts, size + 1);
        System.arraycopy(names, at, widerNames, at + 1, size - at);
        System.arraycopy(counts, at, widerCounts, at + 1, size - at);
        widerNames[at] = name;
        widerCounts[at] = count;
        names = widerNames;
        counts = widerCounts;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public Set<Entry<String, Long>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return names.length;
            }

            @Override
            public Iterator<Entry<String, Long>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, Long>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < names.length;
        }

        @Override
        public Map.Entry<String, Long> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var entry = Map.entry(names[next], counts[next]);
            next++;
            return entry;
        }
    }
}
