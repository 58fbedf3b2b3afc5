package io.tollgate.schemas.rules;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.RuleKind;
import io.tollgate.schemas.Signal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What bounds all rules together, as it is kept in the topic {@code rules}. Immutable.
 *
 * @param enabled whether any rule may suspend or revoke
 * @param mostPerHour how often all of them together may in an hour
 */
public record Automation(boolean enabled, int mostPerHour) {
    /** Its topic key, which no rule can have. */
    public static final String KEY = "|automation";

    /** Who withdrew, from the start, a revocation that a rule asked for and that was withheld. */
    public static final String WITHHELD_BY = "automation";

    /** As long as nobody has said otherwise. */
    public static final Automation DEFAULT = new Automation(true, 100);

    /** Reads its record; null if there is none. */
    public static Automation of(@Nullable Rule rule) {
        return rule == null ? DEFAULT : new Automation(rule.getEnabled(), rule.getMostPerHour());
    }

    /** Its record. */
    public Rule toRule(long version, Instant now) {
        return Rule.newBuilder()
                .setKind(RuleKind.AUTOMATION)
                .setRuleId("")
                .setVersion(version)
                .setEnabled(enabled)
                .setSignal(Signal.UNKNOWN)
                .setThreshold(0)
                .setWindow(Duration.ofHours(1).toString())
                .setAction(AbuseAction.UNKNOWN)
                .setMostPerHour(mostPerHour)
                .setUpdatedAt(now)
                .build();
    }
}
