package io.tollgate.admin.resource;

import io.tollgate.schemas.ApiKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * All keys in rows that can be searched. Thread-safe for one writing thread. A key that is written
 * during a search is found as it was before, or as it is afterwards, or, where what is searched for
 * changes, not at all.
 */
final class KeyRows {
    private static final int FIRST_ROWS = 1 << 10;

    private final Deque<Integer> free = new ArrayDeque<>();
    private volatile KeyColumns columns = new KeyColumns(FIRST_ROWS);

    /** How many rows there are; setting it makes visible what was written. */
    private volatile int size;

    /** Writes a key into a row of its own; answers with that. */
    int add(ApiKey key) {
        int row = free.isEmpty() ? size : free.pop();
        if (row == columns.rows()) {
            columns = columns.grown();
        }
        set(row, key);
        return row;
    }

    /** Writes a key over what its row held. */
    void set(int row, ApiKey key) {
        columns.write(row, key);
        size = Math.max(size, row + 1);
    }

    /** Gives a row up. No other key moves, so that searches that go on miss none. */
    void clear(int row) {
        columns.clear(row);
        free.push(row);
    }

    /** The first keys that a search finds after an id, in the order of their ids. */
    List<ApiKey> first(Page page, KeySearch search, Reach reach, Instant now) {
        int rows = size;
        KeyColumns all = columns;
        var candidates = all.candidates(search, reach, now);
        var found = new First(page);
        for (int row = 0; row < rows; row++) {
            long order = all.order(row);
            if (order >= found.least && order <= found.most && candidates.test(row)) {
                ApiKey key = all.key(row);
                if (key != null) {
                    found.offer(key);
                }
            }
        }
        return found.sorted();
    }

    /**
     * Which of the keys that are found are wanted.
     *
     * @param after the id that they come after
     * @param most how many
     * @param wanted has the last word on each
     */
    record Page(Optional<String> after, int most, Predicate<ApiKey> wanted) {}

    /** The first of many keys that come in any order. */
    private static final class First {
        private final Page page;
        private final PriorityQueue<ApiKey> keys =
                new PriorityQueue<>(Comparator.comparing(ApiKey::getKeyId).reversed());
        private final long least;
        private long most = Long.MAX_VALUE;

        First(Page page) {
            this.page = page;
            this.least = page.after().map(KeyColumns::order).orElse(Long.MIN_VALUE);
        }

        void offer(ApiKey key) {
            String id = key.getKeyId();
            boolean comesAfter = page.after().map(after -> id.compareTo(after) > 0).orElse(true);
            boolean full = keys.size() == page.most();
            if (comesAfter
                    && !(full && id.compareTo(keys.element().getKeyId()) > 0)
                    && page.wanted().test(key)) {
                keys.add(key);
                if (full) {
                    keys.remove();
                }
                if (keys.size() == page.most()) {
                    most = KeyColumns.order(keys.element().getKeyId());
                }
            }
        }

        List<ApiKey> sorted() {
            return keys.stream().sorted(Comparator.comparing(ApiKey::getKeyId)).toList();
        }
    }
}
