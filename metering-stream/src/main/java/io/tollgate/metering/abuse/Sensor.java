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

/** How a signal is seen in events, and measured. */
enum Sensor {
    /** The share of a key's requests that were refused as LIMITED. */
    THROTTLED_SENT_ON,
    /** The share of 4xx among the answers that a key got from the API. */
    CLIENT_ERRORS,
    /** The different paths that a key asked for in vain. */
    DISTINCT_MISSING_PATHS,
    /** The different networks that a key is used from, as a multiple of its usual busiest hour. */
    DISTINCT_SOURCES,
    /** A key's requests, as a multiple of its usual busiest hour. */
    VOLUME,
    /** Requests from one network with keys that are none. */
    REFUSED_KEYS,
    /** Requests with a revoked key. */
    REVOKED_KEY_USE,
    /** Networks that a key was not used from before; judged by {@link NetworkWatch}. */
    NEW_NETWORK;

    /** The sensor of a signal, none where events don't tell of it. */
    static Optional<Sensor> of(Signal signal) {
        return switch (signal) {
            case THROTTLED_SENT_ON -> Optional.of(THROTTLED_SENT_ON);
            case CLIENT_ERRORS -> Optional.of(CLIENT_ERRORS);
            case DISTINCT_MISSING_PATHS -> Optional.of(DISTINCT_MISSING_PATHS);
            case DISTINCT_SOURCES -> Optional.of(DISTINCT_SOURCES);
            case VOLUME -> Optional.of(VOLUME);
            case REFUSED_KEYS -> Optional.of(REFUSED_KEYS);
            case REVOKED_KEY_USE -> Optional.of(REVOKED_KEY_USE);
            case NEW_NETWORK -> Optional.of(NEW_NETWORK);
            case UNKNOWN, LEAK_REPORT -> Optional.empty();
        };
    }

    /** Whom it looks at. */
    Subject.Kind subject() {
        return this == REFUSED_KEYS ? Subject.Kind.SOURCE : Subject.Kind.KEY;
    }

    /** Whether it measures a share, which is 1 at most. */
    boolean isShare() {
        return this == THROTTLED_SENT_ON || this == CLIENT_ERRORS;
    }

    /** Whether it measures against what is usual for the subject. */
    boolean knowsUsual() {
        return this == DISTINCT_SOURCES || this == VOLUME;
    }

    /** Why it is no reason to suspend or revoke a key, empty where it is one. */
    String restraint() {
        return switch (this) {
            case REFUSED_KEYS ->
                    "a network has no key that could be ended, so nothing is done but to notify";
            case REVOKED_KEY_USE -> "the key is ended already, so nothing is done but to notify";
            case NEW_NETWORK ->
                    "a network that is new may well be its owner's, so nothing is done but to"
                            + " notify";
            case THROTTLED_SENT_ON,
                    CLIENT_ERRORS,
                    DISTINCT_MISSING_PATHS,
                    DISTINCT_SOURCES,
                    VOLUME ->
                    "";
        };
    }

    /** What it sees in an event. */
    Sight see(RequestEvent event) {
        if (!Subject.isIn(event, subject())) {
            return Sight.NOTHING;
        }
        Outcome outcome = event.getOutcome();
        int status = event.getStatus();
        return switch (this) {
            case THROTTLED_SENT_ON -> counted(event, outcome == Outcome.LIMITED, "");
            case CLIENT_ERRORS -> answered(event, status >= 400 && status < 500, "");
            case DISTINCT_MISSING_PATHS -> answered(event, status == 404, event.getPathHash());
            case DISTINCT_SOURCES ->
                    event.getSource().isEmpty()
                            ? Sight.NOTHING
                            : counted(event, true, event.getSource());
            case VOLUME -> counted(event, true, "");
            case REFUSED_KEYS ->
                    outcome == Outcome.UNKNOWN_KEY || outcome == Outcome.MALFORMED
                            ? Sight.of(event, true, "")
                            : Sight.NOTHING;
            case REVOKED_KEY_USE ->
                    outcome == Outcome.REVOKED ? Sight.of(event, true, "") : Sight.NOTHING;
            case NEW_NETWORK ->
                    event.getSource().isEmpty() || isEnded(outcome)
                            ? Sight.NOTHING
                            : counted(event, true, event.getSource());
        };
    }

    private static boolean isEnded(Outcome outcome) {
        return outcome == Outcome.REVOKED
                || outcome == Outcome.EXPIRED
                || outcome == Outcome.SUSPENDED;
    }

    /** A request is counted when it begins. */
    private static Sight counted(RequestEvent event, boolean hit, String thing) {
        boolean counts = event.getPhase() == Phase.WHOLE || event.getPhase() == Phase.STARTED;
        return counts ? Sight.of(event, hit, thing) : Sight.NOTHING;
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

    /** What a subject's conduct amounts to. */
    Finding measure(Conduct conduct, ActiveRule rule) {
        Window window = conduct.window();
        return switch (this) {
            case THROTTLED_SENT_ON ->
                    share(
                            window,
                            "limited",
                            "requests",
                            "went on while throttled: %d of %d requests within %s were refused as"
                                    + " LIMITED",
                            rule);
            case CLIENT_ERRORS ->
                    share(
                            window,
                            "clientErrors",
                            "answers",
                            "did what the API refuses: %d of %d answers within %s were 4xx",
                            rule);
            case DISTINCT_MISSING_PATHS ->
                    number(
                            window.distinct(),
                            window.all(),
                            "missingPaths",
                            "asked for %d different paths that there are not, within %s",
                            rule);
            case DISTINCT_SOURCES ->
                    unusual(
                            window.distinct(),
                            conduct.usual(),
                            "sources",
                            "was used from %d networks within %s, %.1f times as many as in a usual"
                                    + " busy hour",
                            rule);
            case VOLUME ->
                    unusual(
                            window.hits(),
                            conduct.usual(),
                            "requests",
                            "sent %d requests within %s, %.1f times as many as in a usual busy hour",
                            rule);
            case REFUSED_KEYS ->
                    number(
                            window.hits(),
                            window.hits(),
                            "refused",
                            "presented keys that are none: %d requests within %s",
                            rule);
            case REVOKED_KEY_USE ->
                    number(
                            window.hits(),
                            window.hits(),
                            "uses",
                            "is revoked and was used: %d requests within %s",
                            rule);
            case NEW_NETWORK -> throw new IllegalStateException("this is no matter of measuring");
        };
    }

    private static Finding share(
            Window window, String hits, String all, String words, ActiveRule rule) {
        double share = (double) window.hits() / window.all();
        return new Finding(
                share,
                window.all(),
                Map.of(hits, (double) window.hits(), all, (double) window.all(), "share", share),
                String.format(Locale.ROOT, words, window.hits(), window.all(), rule.window()));
    }

    private static Finding number(
            long value, long seen, String name, String words, ActiveRule rule) {
        return new Finding(
                value,
                seen,
                Map.of(name, (double) value, "seen", (double) seen),
                String.format(Locale.ROOT, words, value, rule.window()));
    }

    private static Finding unusual(
            long level, Usual usual, String name, String words, ActiveRule rule) {
        double factor = level / usual.busiestHour();
        return new Finding(
                factor,
                level,
                Map.of(name, (double) level, "usual", usual.busiestHour(), "factor", factor),
                String.format(Locale.ROOT, words, level, rule.window(), factor));
    }
}
