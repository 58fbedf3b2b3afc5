package io.tollgate.metering.abuse;

import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Signal;
import io.tollgate.schemas.Upstream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How a signal is seen in events, and measured. */
enum Sensor {
    /** The share of a key's requests that were refused as LIMITED. */
    THROTTLED_SENT_ON(
            Subject.Kind.KEY,
            event -> counted(event, event.getOutcome() == Outcome.LIMITED),
            (window, _, rule) ->
                    share(
                            window,
                            "limited",
                            "requests",
                            "went on while throttled: %d of %d requests within %s were refused as LIMITED",
                            rule)),

    /** The share of 4xx among the answers that a key got from the API. */
    CLIENT_ERRORS(
            Subject.Kind.KEY,
            event -> answered(event, event.getStatus() >= 400 && event.getStatus() < 500, ""),
            (window, _, rule) ->
                    share(
                            window,
                            "clientErrors",
                            "answers",
                            "did what the API refuses: %d of %d answers within %s were 4xx",
                            rule)),

    /** The different paths that a key asked for in vain. */
    DISTINCT_MISSING_PATHS(
            Subject.Kind.KEY,
            event -> answered(event, event.getStatus() == 404, event.getPathHash()),
            (window, _, rule) -> {
                long paths = window.distinct();
                return new Finding(
                        paths,
                        window.all(),
                        Map.of(
                                "missingPaths", (double) paths,
                                "answers", (double) window.all()),
                        words(
                                "asked for %d different paths that there are not, within %s",
                                paths, rule.window()));
            }),

    /** The different networks that a key is used from, as a multiple of its usual busiest hour. */
    DISTINCT_SOURCES(
            Subject.Kind.KEY,
            event ->
                    counts(event) && !event.getSource().isEmpty()
                            ? Sight.of(event, true, event.getSource())
                            : Sight.NOTHING,
            (window, usual, rule) ->
                    unusual(
                            window.distinct(),
                            "sources",
                            "was used from %d networks within %s, %.1f times as many as in a usual"
                                    + " busy hour",
                            usual,
                            rule)),

    /** A key's requests, as a multiple of its usual busiest hour. */
    VOLUME(
            Subject.Kind.KEY,
            event -> counted(event, true),
            (window, usual, rule) ->
                    unusual(
                            window.hits(),
                            "requests",
                            "sent %d requests within %s, %.1f times as many as in a usual busy"
                                    + " hour",
                            usual,
                            rule)),

    /** Requests from one network with keys that are none. */
    REFUSED_KEYS(
            Subject.Kind.SOURCE,
            event ->
                    switch (event.getOutcome()) {
                        case UNKNOWN_KEY, MALFORMED -> Sight.of(event, true);
                        default -> Sight.NOTHING;
                    },
            (window, _, rule) ->
                    count(
                            window,
                            "refused",
                            "presented keys that are none: %d requests within %s",
                            rule)),

    /** Requests with a revoked key. */
    REVOKED_KEY_USE(
            Subject.Kind.KEY,
            event -> event.getOutcome() == Outcome.REVOKED ? Sight.of(event, true) : Sight.NOTHING,
            (window, _, rule) ->
                    count(window, "uses", "is revoked and was used: %d requests within %s", rule));

    private final Subject.Kind subject;
    private final Function<RequestEvent, Sight> eye;
    private final Gauge gauge;

    /** Measures what was seen. */
    private interface Gauge {
        Finding measure(Window window, Usual usual, ActiveRule rule);
    }

    Sensor(Subject.Kind subject, Function<RequestEvent, Sight> eye, Gauge gauge) {
        this.subject = subject;
        this.eye = eye;
        this.gauge = gauge;
    }

    /** The sensor of a signal, none where events don't tell of it. */
    static Optional<Sensor> of(Signal signal) {
        return switch (signal) {
            case THROTTLED_SENT_ON -> Optional.of(THROTTLED_SENT_ON);
            case DISTINCT_SOURCES -> Optional.of(DISTINCT_SOURCES);
            case CLIENT_ERRORS -> Optional.of(CLIENT_ERRORS);
            case DISTINCT_MISSING_PATHS -> Optional.of(DISTINCT_MISSING_PATHS);
            case VOLUME -> Optional.of(VOLUME);
            case REFUSED_KEYS -> Optional.of(REFUSED_KEYS);
            case REVOKED_KEY_USE -> Optional.of(REVOKED_KEY_USE);
            case UNKNOWN, LEAK_REPORT -> Optional.empty();
        };
    }

    /** Whom it looks at. */
    Subject.Kind subject() {
        return subject;
    }

    /** What it sees in an event. */
    Sight see(RequestEvent event) {
        return Subject.isIn(event, subject) ? eye.apply(event) : Sight.NOTHING;
    }

    /** What a subject's conduct amounts to. */
    Finding measure(Conduct conduct, ActiveRule rule) {
        return gauge.measure(conduct.window(), conduct.usual(), rule);
    }

    /** Whether it measures against what is usual for the subject. */
    boolean knowsUsual() {
        return this == DISTINCT_SOURCES || this == VOLUME;
    }

    /** Whether it measures a share, which is 1 at most. */
    boolean isShare() {
        return this == THROTTLED_SENT_ON || this == CLIENT_ERRORS;
    }

    /** Why it is no reason to suspend or revoke a key, empty where it is one. */
    String restraint() {
        return switch (this) {
            case REFUSED_KEYS ->
                    "a network has no key that could be ended, so nothing is done but to notify";
            case REVOKED_KEY_USE -> "the key is ended already, so nothing is done but to notify";
            case THROTTLED_SENT_ON,
                    CLIENT_ERRORS,
                    DISTINCT_MISSING_PATHS,
                    DISTINCT_SOURCES,
                    VOLUME ->
                    "";
        };
    }

    private static boolean counts(RequestEvent event) {
        return event.getPhase() == Phase.WHOLE || event.getPhase() == Phase.STARTED;
    }

    private static Sight counted(RequestEvent event, boolean hit) {
        return counts(event) ? Sight.of(event, hit) : Sight.NOTHING;
    }

    /** Only the proxy sees what the API answers, once the answer is known. */
    private static Sight answered(RequestEvent event, boolean hit, String thing) {
        boolean known =
                event.getDoor() == Door.PROXY
                        && event.getOutcome() == Outcome.ADMITTED
                        && event.getUpstream() == Upstream.OK
                        && event.getPhase() != Phase.STARTED;
        return known ? Sight.of(event, hit, thing) : Sight.NOTHING;
    }

    private static Finding share(
            Window window, String hits, String all, String words, ActiveRule rule) {
        double share = window.all() == 0 ? 0 : (double) window.hits() / window.all();
        return new Finding(
                share,
                window.all(),
                Map.of(hits, (double) window.hits(), all, (double) window.all(), "share", share),
                words(words, window.hits(), window.all(), rule.window()));
    }

    private static Finding unusual(
            long level, String name, String words, Usual usual, ActiveRule rule) {
        double factor = level / usual.busiestHour();
        return new Finding(
                factor,
                level,
                Map.of(name, (double) level, "usual", usual.busiestHour(), "factor", factor),
                words(words, level, rule.window(), factor));
    }

    private static Finding count(Window window, String hits, String words, ActiveRule rule) {
        return new Finding(
                window.hits(),
                window.hits(),
                Map.of(hits, (double) window.hits()),
                words(words, window.hits(), rule.window()));
    }

    private static String words(String format, Object... numbers) {
        return String.format(Locale.ROOT, format, numbers);
    }
}
