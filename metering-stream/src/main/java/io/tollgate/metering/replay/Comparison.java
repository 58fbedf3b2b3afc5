package io.tollgate.metering.replay;

import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds usage as it stands against usage counted again, window by window. Not thread-safe.
 *
 * <p>Metering goes on meanwhile, so usage is read twice: before {@code requests} and after. A
 * number that only grows is right if it lies between the two readings. What the later one lacks is
 * in flight as far as metering has not read those events; all else differs.
 */
final class Comparison {
    private static final int MOST_LISTED = 1_000;

    private final Tables tables;
    private final Predicate<Usage> comparable;
    private final Map<UsageWindow, Sums> sums = new EnumMap<>(UsageWindow.class);
    private final List<WindowDifference> differences = new ArrayList<>();
    private long notCompared;
    private boolean lacking;

    /**
     * What is compared.
     *
     * @param before usage before {@code requests} were read
     * @param after what changed in usage after that
     * @param recounted usage counted again
     * @param unread the part of it that metering had not read then
     */
    record Tables(
            WindowTable before, WindowTable after, WindowTable recounted, WindowTable unread) {}

    private Comparison(Tables tables, Predicate<Usage> comparable) {
        this.tables = tables;
        this.comparable = comparable;
    }

    /**
     * Compares.
     *
     * @param comparable whether all that belongs to a window was read
     */
    static Comparison of(Tables tables, Predicate<Usage> comparable) {
        var comparison = new Comparison(tables, comparable);
        tables.recounted()
                .forEach(usage ->
                        comparison.compare(usage, tables.before().get(WindowKey.of(usage)), usage));
        tables.before()
                .forEach(usage -> {
                    if (tables.recounted().get(WindowKey.of(usage)) == null) {
                        comparison.compare(usage, usage, null);
                    }
                });
        return comparison;
    }

    /** Sums by the length of windows, of those lengths that there are. */
    List<WindowTotals> totals() {
        return sums.entrySet().stream().map(sum -> sum.getValue().of(sum.getKey())).toList();
    }

    /** Windows that differ, the first thousand by length, start and key. */
    List<WindowDifference> differences() {
        return differences.stream().sorted(Comparison::inOrder).toList();
    }

    /** Whether usage lacks something that it may yet get. */
    boolean lacksSomething() {
        return lacking;
    }

    /** Windows of which not all was read. */
    long notCompared() {
        return notCompared;
    }

    private void compare(Usage any, @Nullable Usage before, @Nullable Usage recounted) {
        if (!comparable.test(any)) {
            notCompared++;
            return;
        }
        WindowKey key = WindowKey.of(any);
        Usage changed = tables.after().get(key);
        SortedMap<String, Long> first = Numbers.of(before);
        SortedMap<String, Long> last = Numbers.of(changed == null ? before : changed);
        SortedMap<String, Long> again = Numbers.of(recounted);
        SortedMap<String, Long> unread = Numbers.of(tables.unread().get(key));

        var names = new TreeSet<>(again.keySet());
        names.addAll(first.keySet());
        names.add(Numbers.REQUESTS);
        var fields = new ArrayList<Difference>();
        Sums sum = sums.computeIfAbsent(key.window(), _ -> new Sums());
        Difference requests = new Difference(Numbers.REQUESTS, 0, 0);
        for (String name : names) {
            var difference =
                    new Difference(
                            name,
                            standing(at(first, name), at(last, name), at(again, name)),
                            at(again, name));
            boolean inFlight = difference.missing() > 0 && difference.missing() <= at(unread, name);
            if (name.equals(Numbers.REQUESTS)) {
                requests = difference;
                sum.add(difference, inFlight);
            }
            lacking |= difference.missing() > 0;
            if (difference.missing() != 0 && !inFlight) {
                fields.add(difference);
            }
        }
        sum.windows++;
        if (!fields.isEmpty()) {
            sum.different++;
            if (differences.size() < MOST_LISTED) {
                differences.add(new WindowDifference(key, any.getOwnerId(), requests, fields));
            }
        }
    }

    /** What usage said when it was right, else what it said last. */
    private static long standing(long first, long last, long recounted) {
        if (first > recounted) {
            return first;
        }
        return Math.min(last, recounted);
    }

    private static long at(Map<String, Long> numbers, String name) {
        return numbers.getOrDefault(name, 0L);
    }

    private static int inOrder(WindowDifference a, WindowDifference b) {
        return Arrays.compareUnsigned(a.key().bytes(), b.key().bytes());
    }

    private static final class Sums {
        private long windows;
        private long different;
        private long recounted;
        private long standing;
        private long inFlight;
        private long missing;
        private long surplus;

        void add(Difference requests, boolean onTheWay) {
            recounted += requests.recounted();
            standing += requests.standing();
            long lacks = Math.max(0, requests.missing());
            inFlight += onTheWay ? lacks : 0;
            missing += onTheWay ? 0 : lacks;
            surplus += Math.max(0, -requests.missing());
        }

        WindowTotals of(UsageWindow window) {
            return new WindowTotals(
                    window, windows, different, recounted, standing, inFlight, missing, surplus);
        }
    }
}
