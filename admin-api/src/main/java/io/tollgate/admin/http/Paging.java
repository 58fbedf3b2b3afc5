package io.tollgate.admin.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which part of a list is asked for: a cursor says after which position it begins. Positions are
 * texts that are sorted as the list is, so that a list may change between its parts.
 *
 * @param limit how many items at most
 * @param after the position that the part comes after, if it is not the first
 */
public record Paging(int limit, Optional<String> after) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 1_000;

    /** Reads the members limit and cursor of a query. */
    public static Paging of(Query query) {
        return of(query, DEFAULT_LIMIT);
    }

    /** Reads the members limit and cursor of a query of which a part is usually so long. */
    public static Paging of(Query query, int usualLimit) {
        long limit = query.number("limit", usualLimit, 1, MOST);
        Shape<String> cursor =
                new Shape<>(
                        "must be the value of next in an answer before",
                        "",
                        node -> Optional.of(decode(node.textValue())));
        return new Paging((int) limit, query.optional("cursor", cursor));
    }

    /** Cuts the part out of a list that is sorted by position, rising. */
    public <T> Page<T> rising(Stream<T> all, Function<T, String> position) {
        return cut(all, position, Comparator.naturalOrder());
    }

    /** Cuts the part out of a list that is sorted by position, falling. */
    public <T> Page<T> falling(Stream<T> all, Function<T, String> position) {
        return cut(all, position, Comparator.reverseOrder());
    }

    /** Makes a part from one item more than wanted, if there is one more. */
    public <T> Page<T> page(List<T> oneMore, Function<T, String> position) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> items = List.copyOf(oneMore.subList(0, limit));
        return new Page<>(items, encode(position.apply(items.getLast())));
    }

    /** Makes a part that ends before its time: behind this position there may be more. */
    public static <T> Page<T> pageUpTo(String position, List<T> items) {
        return new Page<>(items, encode(position));
    }

    private <T> Page<T> cut(Stream<T> all, Function<T, String> position, Comparator<String> order) {
        List<T> oneMore =
                all.filter(item ->
                                after.isEmpty()
                                        || order.compare(position.apply(item), after.get()) > 0)
                        .sorted(Comparator.comparing(position, order))
                        .limit(limit + 1L)
                        .toList();
        return page(oneMore, position);
    }

    private static String encode(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    }
}
