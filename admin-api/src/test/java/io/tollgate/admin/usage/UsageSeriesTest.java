package io.tollgate.admin.usage;

import static io.tollgate.admin.usage.RandomUsage.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.Page;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.Query;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageSeriesTest {
    private static final Map<String, String> ALL_TIME =
            Map.of("window", "minute", "from", NOON.toString(), "to", "2026-01-01T13:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void mergesTheKeysOfAnOwnerWindowByWindow(long seed) {
        var source = RandomUsage.of(seed);
        var expected = new TreeMap<String, Long>();
        for (Usage usage : source.records()) {
            if (usage.getOwnerId().equals("owner-1")) {
                expected.merge(usage.getWindowStart().toString(), usage.getRequests(), Long::sum);
            }
        }

        List<UsageView> series = read(source, Map.of("ownerId", "owner-1")).items();

        assertThat(series)
                .extracting(UsageView::windowStart)
                .containsExactlyElementsOf(expected.keySet());
        assertThat(series)
                .extracting(UsageView::requests)
                .containsExactlyElementsOf(expected.values());
        assertThat(series)
                .allSatisfy(window -> {
                    assertThat(window.keyId()).isNull();
                    assertThat(window.ownerId()).isEqualTo("owner-1");
                    assertThat(window.outcomes()).containsEntry("ADMITTED", window.requests());
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countsOfARouteWhatTheRouteHadAndNoMore(long seed) {
        var source = RandomUsage.of(seed);
        var expected = new TreeMap<String, Long>();
        for (Usage usage : source.records()) {
            RouteUsage route = usage.getRoutes().get("beta");
            if (route != null) {
                expected.merge(usage.getWindowStart().toString(), route.getCost(), Long::sum);
            }
        }

        List<UsageView> series = read(source, Map.of("routeId", "beta")).items();

        assertThat(series).extracting(UsageView::cost).containsExactlyElementsOf(expected.values());
        assertThat(series)
                .allSatisfy(window -> {
                    assertThat(window.routeId()).isEqualTo("beta");
                    assertThat(window.outcomes()).containsEntry("ADMITTED", window.requests());
                    assertThat(window.late()).isNull();
                    assertThat(window.latency()).isNull();
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aSeriesReadInPartsIsTheSeries(long seed) {
        var source = RandomUsage.of(seed);
        for (String subject : List.of("keyId=key_1", "ownerId=owner-0", "routeId=all")) {
            for (String by : List.of("key", "owner", "route")) {
                var question = new HashMap<String, String>();
                question.put(subject.split("=", 2)[0], subject.split("=", 2)[1]);
                question.put("by", by);
                for (String limit : List.of("1", "2", "5")) {
                    question.put("limit", limit);
                    assertThat(inParts(source, question))
                            .as("%s by %s in parts of %s", subject, by, limit)
                            .isEqualTo(
                                    read(
                                                    source,
                                                    Map.of(
                                                            "by",
                                                            by,
                                                            subject.split("=", 2)[0],
                                                            subject.split("=", 2)[1]))
                                            .items());
                }
            }
        }
    }

    @Test
    void theRoutesOfAKeyAddUpToTheKey() {
        var source = RandomUsage.of(6);

        long ofKey = requests(read(source, Map.of("keyId", "key_2")).items());
        long ofRoutes = requests(read(source, Map.of("keyId", "key_2", "by", "route")).items());

        assertThat(ofRoutes).isEqualTo(ofKey).isPositive();
    }

    @Test
    void aMergedWindowIsFinalWhenAllInItIs() {
        var source = RandomUsage.of(7);
        for (UsageView window : read(source, Map.of("ownerId", "owner-0")).items()) {
            List<Usage> parts =
                    source.records().stream()
                            .filter(usage -> usage.getOwnerId().equals("owner-0"))
                            .filter(usage ->
                                    usage.getWindowStart().toString().equals(window.windowStart()))
                            .toList();
            assertThat(window.isFinal()).isEqualTo(parts.stream().allMatch(Usage::getFinal$));
            assertThat(window.revision())
                    .isEqualTo(parts.stream().mapToLong(Usage::getRevision).sum());
        }
    }

    @Test
    void theSumIsThatOfTheSeriesAndOfEverythingWhereNothingIsNamed() {
        var source = RandomUsage.of(8);
        var query = new HashMap<>(ALL_TIME);

        UsageTotal all = UsageTotal.read(source, UsageTotal.query(query(query), NOON));
        query.put("ownerId", "owner-2");
        UsageTotal owner = UsageTotal.read(source, UsageTotal.query(query(query), NOON));

        assertThat(all.usage().requests())
                .isEqualTo(source.records().stream().mapToLong(Usage::getRequests).sum());
        assertThat(all.usage().keyId()).isNull();
        assertThat(owner.usage().requests())
                .isEqualTo(requests(read(source, Map.of("ownerId", "owner-2")).items()));
        assertThat(owner.usage().ownerId()).isEqualTo("owner-2");
        assertThat(owner.usage().windowStart()).isNull();
        assertThat(owner.from()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(owner.to()).isEqualTo("2026-01-01T13:00:00Z");
    }

    @Test
    void latenciesOfASumAreThoseOfAllInIt() {
        var source = RandomUsage.of(8);
        var query = new HashMap<>(ALL_TIME);

        query.put("keyId", "key_3");
        var key = UsageTotal.read(source, UsageTotal.query(query(query), NOON)).usage().latency();
        var all =
                UsageTotal.read(source, UsageTotal.query(query(ALL_TIME), NOON)).usage().latency();

        assertThat(key).isEqualTo(new Latencies(4_000, 4_000, 4_000));
        assertThat(Objects.requireNonNull(all).p50Micros()).isBetween(3_000L, 5_000L);
        assertThat(all.p99Micros()).isEqualTo(7_000);
    }

    @Test
    void aSketchThatIsNoneCostsNothingButTheLatencies() {
        var broken =
                RandomUsage.of(8).records().stream()
                        .map(usage ->
                                Usage.newBuilder(usage)
                                        .setLatencySketch(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                                        .build())
                        .toList();

        UsageView window =
                read(new RandomUsage(broken), Map.of("keyId", "key_3")).items().getFirst();
        UsageView sum =
                UsageTotal.read(new RandomUsage(broken), UsageTotal.query(query(ALL_TIME), NOON))
                        .usage();

        assertThat(window.latency()).isNull();
        assertThat(sum.latency()).isNull();
        assertThat(sum.requests()).isPositive();
    }

    @Test
    void aSumOfNothingIsNotFinal() {
        UsageTotal none =
                UsageTotal.read(
                        new RandomUsage(List.of()), UsageTotal.query(query(ALL_TIME), NOON));

        assertThat(none.usage().requests()).isZero();
        assertThat(none.usage().isFinal()).isFalse();
    }

    @Test
    void wholeWindowsAreMeantWhicheverTimeIsGiven() {
        UsageSelection selection =
                UsageTotal.query(
                        query(
                                Map.of(
                                        "window", "hour",
                                        "from", "2026-01-01T12:20:00Z",
                                        "to", "2026-01-01T14:00:01Z")),
                        NOON);

        assertThat(selection.from()).isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
        assertThat(selection.to()).isEqualTo(Instant.parse("2026-01-01T15:00:00Z"));
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        var question =
                Map.of(
                        "window", "week", "by", "plan", "from", "now", "limit", "0", "colour",
                        "red");

        assertThatThrownBy(() -> SeriesQuery.read(query(question), NOON))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("window: must be one of minute, hour, day")
                .hasMessageContaining("by: must be one of key, owner, route")
                .hasMessageContaining("from: must be an ISO 8601 time")
                .hasMessageContaining("limit: must be a whole number from 1 to 1000")
                .hasMessageContaining("keyId: is missing; give keyId, ownerId or routeId")
                .hasMessageContaining("colour: is not a parameter here");
    }

    private static List<UsageView> inParts(UsageSource source, Map<String, String> question) {
        var all = new ArrayList<UsageView>();
        var next = new HashMap<>(question);
        Page<UsageView> part = read(source, next);
        all.addAll(part.items());
        while (part.next() != null) {
            next.put("cursor", Objects.requireNonNull(part.next()));
            part = read(source, next);
            assertThat(part.items()).hasSizeBetween(1, Integer.parseInt(question.get("limit")));
            all.addAll(part.items());
        }
        return all;
    }

    private static Page<UsageView> read(UsageSource source, Map<String, String> question) {
        var all = new HashMap<>(ALL_TIME);
        all.putAll(question);
        return UsageSeries.read(source, SeriesQuery.read(query(all), NOON));
    }

    private static long requests(List<UsageView> items) {
        return items.stream().mapToLong(UsageView::requests).sum();
    }

    private static Query query(Map<String, String> members) {
        var lists = new HashMap<String, List<String>>();
        members.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Query(lists);
    }
}
