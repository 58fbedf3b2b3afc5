package io.tollgate.admin.resource;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a search looks at first, one row for each key. Not thread-safe by itself: see {@link
 * KeyRows}.
 */
final class KeyColumns {
    /*
     * A look at a key itself costs several misses of the processor's caches, a look at these
     * columns almost none, so that a million of them are gone through in milliseconds, whatever is
     * asked for. They hold hashes, numbers of the few plans and imports, first characters and, of
     * tags, a Bloom filter: what they rule out is out, what they let pass must be looked at.
     */

    private static final String HEAD = "key_";
    private static final int TOLD_OF_ID = 9;
    private static final int TOLD_OF_PREFIX = 2 * Long.BYTES;

    private final Numbers planNumbers;
    private final Numbers batchNumbers;
    private final long[] order;
    private final int[] owner;
    private final int[] plan;
    private final int[] lastFour;
    private final int[] batch;
    private final long[] prefixHead;
    private final long[] prefixTail;
    private final long[] tags;
    private final long[] expiresAtMillis;
    private final KeyState[] state;
    private final AtomicReferenceArray<@Nullable ApiKey> keys;

    KeyColumns(int rows) {
        planNumbers = new Numbers();
        batchNumbers = new Numbers();
        order = new long[rows];
        owner = new int[rows];
        plan = new int[rows];
        lastFour = new int[rows];
        batch = new int[rows];
        prefixHead = new long[rows];
        prefixTail = new long[rows];
        tags = new long[rows];
        expiresAtMillis = new long[rows];
        state = new KeyState[rows];
        keys = new AtomicReferenceArray<>(rows);
    }

    private KeyColumns(KeyColumns from, int rows) {
        planNumbers = from.planNumbers;
        batchNumbers = from.batchNumbers;
        order = Arrays.copyOf(from.order, rows);
        owner = Arrays.copyOf(from.owner, rows);
        plan = Arrays.copyOf(from.plan, rows);
        lastFour = Arrays.copyOf(from.lastFour, rows);
        batch = Arrays.copyOf(from.batch, rows);
        prefixHead = Arrays.copyOf(from.prefixHead, rows);
        prefixTail = Arrays.copyOf(from.prefixTail, rows);
        tags = Arrays.copyOf(from.tags, rows);
        expiresAtMillis = Arrays.copyOf(from.expiresAtMillis, rows);
        state = Arrays.copyOf(from.state, rows);
        keys = new AtomicReferenceArray<>(rows);
        for (int row = 0; row < from.rows(); row++) {
            keys.setPlain(row, from.keys.getPlain(row));
        }
    }

    int rows() {
        return keys.length();
    }

    KeyColumns grown() {
        return new KeyColumns(this, 2 * rows());
    }

    void write(int row, ApiKey key) {
        order[row] = order(key.getKeyId());
        owner[row] = key.getOwnerId().hashCode();
        plan[row] = planNumbers.of(key.getPlanId());
        lastFour[row] = key.getLastFour().hashCode();
        batch[row] = batchNumbers.of(key.getImportBatch());
        prefixHead[row] = characters(key.getPrefix(), 0);
        prefixTail[row] = characters(key.getPrefix(), Long.BYTES);
        tags[row] = tagBits(key.getTags());
        expiresAtMillis[row] =
                key.getExpiresAt() == null ? Long.MAX_VALUE : key.getExpiresAt().toEpochMilli();
        state[row] = key.getState();
        keys.setRelease(row, key);
    }

    void clear(int row) {
        state[row] = KeyState.DELETED;
        keys.setRelease(row, null);
    }

    /** The key of a row, null if it was cleared. */
    @Nullable ApiKey key(int row) {
        return keys.getAcquire(row);
    }

    /** Where a row is in the order of ids, roughly: see {@link #order(String)}. */
    long order(int row) {
        return order[row];
    }

    /** A number that rises with the id, as far as the first characters of ids tell them apart. */
    static long order(String id) {
        if (!id.startsWith(HEAD)) {
            return id.compareTo(HEAD) < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long order = 0;
        for (int i = HEAD.length(); i < HEAD.length() + TOLD_OF_ID; i++) {
            order = order << 7 | (i < id.length() ? id.charAt(i) & 0x7f : 0);
        }
        return order;
    }

    /** Which rows a search has to look at. */
    IntPredicate candidates(KeySearch search, Reach reach, Instant now) {
        List<IntPredicate> tests = new ArrayList<>();
        search.lastFour().map(String::hashCode).ifPresent(hash -> tests.add(is(lastFour, hash)));
        search.ownerId().map(String::hashCode).ifPresent(hash -> tests.add(is(owner, hash)));
        search.planId().map(planNumbers::find).ifPresent(number -> tests.add(is(plan, number)));
        search.importBatch()
                .map(batchNumbers::find)
                .ifPresent(number -> tests.add(is(batch, number)));
        search.prefix().ifPresent(text -> tests.add(begins(text)));
        search.tag()
                .map(KeyColumns::tagBits)
                .ifPresent(bits -> tests.add(row -> (tags[row] & bits) == bits));
        tests.add(
                search.state()
                        .map(standing -> stands(standing, reach, now.toEpochMilli()))
                        .orElse(row -> state[row] != KeyState.DELETED));
        return tests.stream().reduce(IntPredicate::and).orElseThrow();
    }

    private IntPredicate stands(KeyStanding standing, Reach reach, long nowMillis) {
        IntPredicate present = row -> state[row] != KeyState.DELETED;
        IntPredicate expired = row -> expiresAtMillis[row] <= nowMillis;
        return switch (standing) {
            case DELETED -> present.negate();
            case EXPIRED -> present.and(expired);
            case ACTIVE -> present.and(expired.negate()).and(hitAsAWhole(reach).negate());
            case SUSPENDED -> present.and(reached(reach));
            case REVOKED -> present.and(reached(reach).or(row -> state[row] == KeyState.REVOKED));
        };
    }

    private IntPredicate reached(Reach reach) {
        if (reach.anybody()) {
            return _ -> true;
        }
        var named = reach.keyIds().stream().mapToLong(KeyColumns::order).sorted().toArray();
        var owners = reach.ownerIds().stream().mapToInt(String::hashCode).sorted().toArray();
        var plans = planNumbers.find(reach.planIds());
        var batches = batchNumbers.find(reach.importBatches());
        return row ->
                Arrays.binarySearch(named, order[row]) >= 0
                        || Arrays.binarySearch(owners, owner[row]) >= 0
                        || Arrays.binarySearch(plans, plan[row]) >= 0
                        || Arrays.binarySearch(batches, batch[row]) >= 0;
    }

    /** Which rows need no look to say that their keys can't be used, though they be a million. */
    private IntPredicate hitAsAWhole(Reach reach) {
        var plans = planNumbers.find(reach.wholePlanIds());
        var batches = batchNumbers.find(reach.wholeImportBatches());
        return row ->
                Arrays.binarySearch(plans, plan[row]) >= 0
                        || Arrays.binarySearch(batches, batch[row]) >= 0;
    }

    private static IntPredicate is(int[] column, int value) {
        return row -> column[row] == value;
    }

    private IntPredicate begins(String text) {
        String told = text.substring(0, Math.min(text.length(), TOLD_OF_PREFIX));
        long head = characters(told, 0);
        long headMask = mask(told.length());
        long tail = characters(told, Long.BYTES);
        long tailMask = mask(told.length() - Long.BYTES);
        return row -> (prefixHead[row] & headMask) == head && (prefixTail[row] & tailMask) == tail;
    }

    private static long mask(int characters) {
        if (characters <= 0) {
            return 0;
        }
        return characters >= Long.BYTES ? -1 : -1L << (Long.SIZE - Byte.SIZE * characters);
    }

    private static long characters(String text, int from) {
        long packed = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            packed = packed << Byte.SIZE | (i < text.length() ? text.charAt(i) & 0xff : 0);
        }
        return packed;
    }

    private static long tagBits(Map<String, String> tags) {
        long bits = 0;
        for (var tag : tags.entrySet()) {
            bits |= bits(tag.getKey()) | bits(tag.getKey() + ":" + tag.getValue());
        }
        return bits;
    }

    /** Of a tag as it is searched for: by its name, or by name and value. */
    private static long tagBits(String tag) {
        int colon = tag.indexOf(':');
        return colon < 0 ? bits(tag) : bits(tag.substring(0, colon)) | bits(tag);
    }

    private static long bits(String text) {
        // Fibonacci hashing: the high bits of the product depend on all bits of the hash.
        long mixed = text.hashCode() * 0x9E3779B97F4A7C15L;
        return 1L << (mixed >>> 58) | 1L << (mixed >>> 52 & 63);
    }
}
