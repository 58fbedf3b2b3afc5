package io.tollgate.admin.usage;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.wire.LatencySketch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Minutes of usage of a few keys, owners and routes, asked for in the plainest way. */
record RandomUsage(List<Usage> records) implements UsageSource {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    static RandomUsage of(long seed) {
        var random = new Random(seed);
        var records = new ArrayList<Usage>();
        for (int minute = 0; minute < 6; minute++) {
            for (int key = 0; key < 7; key++) {
                if (random.nextInt(3) > 0) {
                    records.add(record(random, minute, key));
                }
            }
        }
        records.sort(Comparator.comparing(Usage::getWindowStart).thenComparing(Usage::getKeyId));
        return new RandomUsage(List.copyOf(records));
    }

    @Override
    public void visit(UsageSelection selection, Predicate<Usage> visitor) {
        for (Usage usage : records) {
            boolean inTime =
                    !usage.getWindowStart().isBefore(selection.from())
                            && usage.getWindowStart().isBefore(selection.to());
            if (inTime && selection.wants(usage) && !visitor.test(usage)) {
                return;
            }
        }
    }

    private static Usage record(Random random, int minute, int key) {
        var routes = new TreeMap<String, RouteUsage>();
        var latencies = new LatencySketch();
        for (String route : List.of("all", "beta", "gamma")) {
            if (random.nextBoolean()) {
                routes.put(route, route(random));
                latencies.add(1_000L * (1 + key));
            }
        }
        Instant start = NOON.plus(Duration.ofMinutes(minute));
        return Usage.newBuilder()
                .setKeyId("key_" + key)
                .setOwnerId("owner-" + key % 3)
                .setPlanId("free")
                .setEnvironment(Environment.LIVE)
                .setWindow(UsageWindow.MINUTE)
                .setWindowStart(start)
                .setWindowEnd(start.plusSeconds(60))
                .setRevision(1 + random.nextInt(4))
                .setFinal$(random.nextBoolean())
                .setRequests(sum(routes, RouteUsage::getRequests))
                .setCost(sum(routes, RouteUsage::getCost))
                .setOutcomes(
                        Map.of(
                                "ADMITTED",
                                sum(routes, RouteUsage::getRequests),
                                "LIMITED",
                                sum(routes, route -> route.getOutcomes().get("LIMITED"))))
                .setRoutes(routes)
                .setStatuses(Map.of("2xx", sum(routes, RouteUsage::getRequests)))
                .setRequestBytes(sum(routes, RouteUsage::getRequestBytes))
                .setResponseBytes(sum(routes, RouteUsage::getResponseBytes))
                .setLatencySketch(latencies.toBytes())
                .setUpdatedAt(start)
                .build();
    }

    private static RouteUsage route(Random random) {
        long requests = 1L + random.nextInt(5);
        return RouteUsage.newBuilder()
                .setRequests(requests)
                .setCost(requests * (1 + random.nextInt(3)))
                .setOutcomes(Map.of("ADMITTED", requests, "LIMITED", (long) random.nextInt(3)))
                .setStatuses(Map.of("2xx", requests))
                .setRequestBytes(random.nextInt(1000))
                .setResponseBytes(random.nextInt(1000))
                .build();
    }

    private static long sum(Map<String, RouteUsage> routes, ToLongFunction<RouteUsage> of) {
        return routes.values().stream().mapToLong(of).sum();
    }
}
