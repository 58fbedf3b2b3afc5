package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.RuleKind;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a rule of abuse detection as operators write it. */
final class RuleBody {
    private static final Shape<Duration> WINDOW =
            Shape.duration(Duration.ofSeconds(1), Duration.ofHours(1));
    private static final Shape<Duration> LONG =
            Shape.duration(Duration.ofSeconds(1), Duration.ofDays(31));
    private static final Shape<String> KEY =
            Shape.matching(Pattern.compile("key_[0-9A-Z]{26}"), "must be the id of a key");

    /** Those that events tell of; reported leaks are acted on as they are reported. */
    private static final Shape<Signal> SIGNAL =
            Shape.choice(
                    Signal.THROTTLED_SENT_ON,
                    Signal.CLIENT_ERRORS,
                    Signal.DISTINCT_MISSING_PATHS,
                    Signal.DISTINCT_SOURCES,
                    Signal.VOLUME,
                    Signal.REFUSED_KEYS,
                    Signal.REVOKED_KEY_USE);

    private RuleBody() {}

    static Rule.Builder read(JsonFields fields, String id, Instant now) {
        PathId.read(fields, Optional.of(id));
        Signal signal = fields.required("signal", SIGNAL);
        return Rule.newBuilder()
                .setKind(RuleKind.RULE)
                .setRuleId(id)
                .setEnabled(fields.optional("enabled", Shape.flag()).orElse(true))
                .setSignal(signal)
                .setThreshold(fields.required("threshold", threshold(signal)))
                .setMinimum(fields.optional("minimum", Shape.number(0, 1_000_000_000L)).orElse(0L))
                .setWindow(fields.required("window", WINDOW).toString())
                .setAction(
                        fields.required(
                                "action",
                                Shape.choice(
                                        AbuseAction.OBSERVE,
                                        AbuseAction.NOTIFY,
                                        AbuseAction.TIGHTEN,
                                        AbuseAction.SUSPEND,
                                        AbuseAction.REVOKE)))
                .setMode(
                        fields.optional("mode", Shape.choice(RuleMode.ENFORCE, RuleMode.OBSERVE))
                                .orElse(RuleMode.ENFORCE))
                .setSuspendFor(text(fields, "suspendFor", Duration.ofMinutes(5)))
                .setTightenPercent(
                        fields.optional("tightenPercent", Shape.number(1, 99))
                                .orElse(25L)
                                .intValue())
                .setTightenFor(text(fields, "tightenFor", Duration.ofMinutes(15)))
                .setRevokeAfter(
                        fields.optional("revokeAfter", Shape.number(0, 1_000))
                                .orElse(0L)
                                .intValue())
                .setRepeatWithin(text(fields, "repeatWithin", Duration.ofDays(1)))
                .setCoolDown(text(fields, "coolDown", Duration.ofMinutes(1)))
                .setExemptKeys(fields.list("exemptKeys", KEY))
                .setExemptOwners(fields.list("exemptOwners", Shape.id()))
                .setUpdatedAt(now);
    }

    /** A share, or a number or multiple of things. */
    private static Shape<Double> threshold(Signal signal) {
        return switch (signal) {
            case THROTTLED_SENT_ON, CLIENT_ERRORS -> Shape.fraction(0, 1);
            case DISTINCT_MISSING_PATHS,
                    DISTINCT_SOURCES,
                    VOLUME,
                    REFUSED_KEYS,
                    REVOKED_KEY_USE,
                    LEAK_REPORT,
                    UNKNOWN ->
                    Shape.fraction(1, 1_000_000_000);
        };
    }

    private static String text(JsonFields fields, String name, Duration otherwise) {
        return fields.optional(name, LONG).orElse(otherwise).toString();
    }
}
