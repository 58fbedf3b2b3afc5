package io.tollgate.admin.usage;

import static io.tollgate.admin.usage.RandomUsage.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.http.Query;
import io.tollgate.schemas.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopListTest {
    private static final Instant ONE = NOON.plus(Duration.ofHours(1));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void namesThoseWithMostFirstByEachMeasure(long seed) {
        var source = RandomUsage.of(seed);

        check(source, "requests", UsageView::requests, Usage::getRequests);
        check(source, "cost", UsageView::cost, Usage::getCost);
        check(source, "refused", UsageView::refused, usage -> usage.getOutcomes().get("LIMITED"));
        check(
                source,
                "bytes",
                item -> item.requestBytes() + item.responseBytes(),
                usage -> usage.getRequestBytes() + usage.getResponseBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"requests", "cost", "refused", "bytes"})
    void theRoutesOfAllKeysAddUpToTheKeys(String measure) {
        var source = RandomUsage.of(11);

        TopList routes = read(source, ONE, Map.of("by", "route", "measure", measure));
        TopList keys = read(source, ONE, Map.of("by", "key", "measure", measure));

        assertThat(routes.items()).hasSize(3).allMatch(item -> item.keyId() == null);
        assertThat(total(routes, UsageView::requests)).isEqualTo(total(keys, UsageView::requests));
        assertThat(total(routes, UsageView::cost)).isEqualTo(total(keys, UsageView::cost));
        assertThat(total(routes, UsageView::refused)).isEqualTo(total(keys, UsageView::refused));
        assertThat(total(routes, UsageView::responseBytes))
                .isEqualTo(total(keys, UsageView::responseBytes));
    }

    @Test
    void leavesOutWhoHasNothingOfTheMeasure() {
        var source = RandomUsage.of(9);
        long refused =
                source.records().stream()
                        .filter(usage -> usage.getOutcomes().getOrDefault("LIMITED", 0L) > 0)
                        .map(Usage::getKeyId)
                        .distinct()
                        .count();

        assertThat(read(source, ONE, Map.of("measure", "refused")).items()).hasSize((int) refused);
    }

    @Test
    void partsOfAListAreOfTheSameTimeThoughItIsLaterNow() {
        var source = RandomUsage.of(10);
        var question = new HashMap<>(Map.of("by", "key", "limit", "2"));
        List<UsageView> whole = read(source, ONE, Map.of("by", "key")).items();

        var parts = new ArrayList<UsageView>();
        TopList part = read(source, ONE, question);
        for (Instant now = ONE; part.next() != null; now = now.plus(Duration.ofMinutes(3))) {
            parts.addAll(part.items());
            question.put("cursor", Objects.requireNonNull(part.next()));
            part = read(source, now, question);
        }
        parts.addAll(part.items());

        assertThat(whole).hasSizeGreaterThan(4);
        assertThat(parts).isEqualTo(whole);
    }

    private static long total(TopList list, ToLongFunction<UsageView> of) {
        return list.items().stream().mapToLong(of).sum();
    }

    private static void check(
            RandomUsage source,
            String measure,
            ToLongFunction<UsageView> shown,
            ToLongFunction<Usage> counted) {
        var expected = new HashMap<String, Long>();
        source.records()
                .forEach(usage ->
                        expected.merge(usage.getOwnerId(), counted.applyAsLong(usage), Long::sum));

        TopList list = read(source, ONE, Map.of("by", "owner", "measure", measure));

        var found = new HashMap<String, Long>();
        list.items().forEach(item -> found.put(item.ownerId(), shown.applyAsLong(item)));
        assertThat(found).isEqualTo(expected);
        assertThat(list.items().stream().map(shown::applyAsLong).toList())
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    /** A list without a time of its own, which is that of the hour before now. */
    private static TopList read(RandomUsage source, Instant now, Map<String, String> question) {
        var lists = new HashMap<String, List<String>>();
        question.forEach((name, value) -> lists.put(name, List.of(value)));
        lists.put("window", List.of("minute"));
        return TopList.read(source, TopQuery.read(new Query(lists), now));
    }
}
