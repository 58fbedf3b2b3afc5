package io.tollgate.standalone;

import io.tollgate.admin.DefaultRules;
import io.tollgate.metering.Counted;
import io.tollgate.metering.abuse.ActiveRule;
import io.tollgate.metering.abuse.Conducts;
import io.tollgate.metering.abuse.Standing;
import io.tollgate.metering.abuse.Watch;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.Upstream;
import io.tollgate.schemas.wire.AvroSerde;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the clients of an API do all day, in steps of ten minutes, under the default rules: services
 * with a steady pace, people at daytime, nightly jobs, apps on a thousand phones, offices behind
 * one address, deploys with a burst of errors, spiky clients that are limited now and then, and
 * somebody with a mistyped key. Each step of a key is told by two edges. On top, whatever abuse a
 * test orders.
 */
final class SimulatedTraffic {
    private static final Instant START = Instant.parse("2026-11-02T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final List<String> EDGES = List.of("edge-1", "edge-2");

    static {
        // Makes Avro trust our records.
        new AvroSerde<>(Rule.class).close();
    }

    private final Map<String, Conducts> memory = new HashMap<>();
    private final List<ActiveRule> rules =
            DefaultRules.at(START).stream().map(ActiveRule::of).toList();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Abuse> abuses = new ArrayList<>();
    private final int keys;
    private final Random random;
    private final Watch watch = new Watch(Watch.Memory.in(memory), _ -> Standing.STANDS);
    private Instant now = START;
    private long offset;
    private long requests;

    /** What one key, or nobody's, does in a step on top of what it does anyhow. */
    private interface Abuse {
        List<RequestEvent.Builder> step();
    }

    SimulatedTraffic(int keys, long seed) {
        this.keys = keys;
        random = new Random(seed);
    }

    static String key(int number) {
        return "key_" + number;
    }

    List<Alert> alerts() {
        return List.copyOf(alerts);
    }

    long requests() {
        return requests;
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plus(STEP);
            for (int key = 0; key < keys; key++) {
                tell("owner-" + key % 100, ordinary(key));
            }
            tell("", mistyped());
            abuses.forEach(abuse -> tell("", abuse.step()));
            abuses.clear();
        }
    }

    /** A key does nothing for a time, and neither does anybody else. */
    void sleep(int key, Duration time) {
        now = now.plus(time);
        // The others have been busy, or they would seem to wake up too.
        memory.keySet().removeIf(subject -> !subject.equals(key(key)));
    }

    void leak(int key, int networks) {
        abuse(
                networks,
                i -> request(key).setSource("198.18." + i + ".0/24").setPathHash("p" + i % 10));
    }

    void scan(int key, int paths) {
        abuse(paths, i -> request(key).setStatus(404).setPathHash("guess " + i));
    }

    void stuff(String network, int tries) {
        abuse(tries, _ -> refused(network));
    }

    void runAway(int key, int times) {
        abuse(100, _ -> request(key).setCount(times / 100));
    }

    void useRevoked(int key) {
        abuse(3, _ -> request(key).setOutcome(Outcome.REVOKED).setUpstream(Upstream.NONE));
    }

    void hammer(int key, int times) {
        abuse(100, _ -> limited(key).setCount(times / 100));
    }

    private interface Act {
        RequestEvent.Builder number(int i);
    }

    private void abuse(int times, Act act) {
        abuses.add(() -> {
            var events = new ArrayList<RequestEvent.Builder>();
            for (int i = 0; i < times; i++) {
                events.add(act.number(i));
            }
            return events;
        });
    }

    private List<RequestEvent.Builder> ordinary(int key) {
        int hour = (int) (now.getEpochSecond() / 3600 % 24);
        int minute = (int) (now.getEpochSecond() / 60 % 60);
        boolean daytime = hour >= 7 && hour < 19;
        return switch (key % 7) {
            case 0 -> some(key, 20 + random.nextInt(20), 1);
            case 1 -> some(key, daytime ? random.nextInt(200) : random.nextInt(5), 3);
            case 2 -> some(key, hour == 2 && minute < 20 ? 4_000 : random.nextInt(2), 1);
            case 3 -> some(key, daytime ? 300 + random.nextInt(200) : 100, 60 + random.nextInt(40));
            case 4 -> some(key, daytime ? 2_000 + random.nextInt(1_000) : 50, 1);
            case 5 -> deploying(key, hour == 10 && minute < 10);
            default -> spiky(key, random.nextInt(60) == 0);
        };
    }

    /** Who has much to do at once is limited, and does not go on for long. */
    private List<RequestEvent.Builder> spiky(int key, boolean much) {
        if (!much) {
            return some(key, 5, 2);
        }
        int times = 500 + random.nextInt(500);
        var events = new ArrayList<>(some(key, times, 2));
        for (int i = 0; i < 2; i++) {
            events.add(limited(key).setCount(times));
        }
        return events;
    }

    /** Half an office tries a key that is none, and asks a colleague then. */
    private List<RequestEvent.Builder> mistyped() {
        var events = new ArrayList<RequestEvent.Builder>();
        for (int i = 0; i < 2; i++) {
            events.add(refused("172.16.9.0/24").setCount(random.nextInt(100)));
        }
        return events;
    }

    /** A new version asks for what is not there yet, and more often, for some minutes. */
    private List<RequestEvent.Builder> deploying(int key, boolean deploys) {
        if (!deploys) {
            return some(key, 100, 2);
        }
        var events = new ArrayList<>(some(key, 200, 4));
        for (int i = 0; i < 30; i++) {
            events.add(request(key).setStatus(404).setPathHash("new " + i).setCount(5));
        }
        return events;
    }

    /** So many requests from so many networks, one in thirty of them in vain. */
    private List<RequestEvent.Builder> some(int key, int times, int networks) {
        var events = new ArrayList<RequestEvent.Builder>();
        int told = Math.min(times, networks);
        for (int i = 0; i < told; i++) {
            String source = "10." + key % 250 + "." + random.nextInt(networks * 2) + ".0/24";
            int each = times / told;
            events.add(request(key).setSource(source).setCount(each));
            events.add(
                    request(key)
                            .setSource(source)
                            .setStatus(404)
                            .setPathHash("p" + random.nextInt(50))
                            .setCount(1 + each / 30));
        }
        return events;
    }

    private static RequestEvent.Builder request(int key) {
        return event(Outcome.ADMITTED).setKeyId(key(key)).setStatus(200);
    }

    private static RequestEvent.Builder limited(int key) {
        return request(key).setOutcome(Outcome.LIMITED).setUpstream(Upstream.NONE).setStatus(429);
    }

    private static RequestEvent.Builder refused(String network) {
        return event(Outcome.UNKNOWN_KEY).setUpstream(Upstream.NONE).setSource(network);
    }

    private static RequestEvent.Builder event(Outcome outcome) {
        return RequestEvent.newBuilder()
                .setSequence(0)
                .setPhase(Phase.WHOLE)
                .setOutcome(outcome)
                .setAt(START)
                .setDoor(Door.PROXY)
                .setUpstream(Upstream.OK);
    }

    private void tell(String owner, List<RequestEvent.Builder> events) {
        for (int edge = 0; edge < EDGES.size(); edge++) {
            var told = new ArrayList<RequestEvent>();
            for (int i = edge; i < events.size(); i += EDGES.size()) {
                RequestEvent event = events.get(i).setAt(now).build();
                told.add(event);
                requests += event.getCount();
            }
            if (!told.isEmpty()) {
                var batch =
                        new Counted(
                                EDGES.get(edge), "boot", owner, now.toEpochMilli(), ++offset, told);
                alerts.addAll(watch.see(batch, rules, EDGES.size(), now.toEpochMilli()));
            }
        }
    }
}
