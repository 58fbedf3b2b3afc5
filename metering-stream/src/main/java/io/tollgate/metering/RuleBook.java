package io.tollgate.metering;

import io.tollgate.metering.abuse.ActiveRule;
import io.tollgate.schemas.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that are in force, read anew now and then, so that a change takes effect while metering
 * runs. A rule that can't be used is left out and told of once. Not thread-safe.
 */
final class RuleBook {
    private static final Logger log = LoggerFactory.getLogger(RuleBook.class);
    private static final Duration FRESH = Duration.ofMillis(500);

    private final Supplier<List<Rule>> source;
    private final MeteringMetrics metrics;
    private final Set<String> complainedOf = new HashSet<>();
    private List<ActiveRule> active = List.of();
    private long readAt = Long.MIN_VALUE;

    RuleBook(Supplier<List<Rule>> source, MeteringMetrics metrics) {
        this.source = source;
        this.metrics = metrics;
    }

    /** The usable rules. */
    List<ActiveRule> at(long nowMillis) {
        if (readAt + FRESH.toMillis() <= nowMillis) {
            var read = new ArrayList<ActiveRule>();
            for (Rule rule : source.get()) {
                if (rule.getEnabled()) {
                    parse(rule).ifPresent(read::add);
                }
            }
            active = List.copyOf(read);
            readAt = nowMillis;
        }
        return active;
    }

    private Optional<ActiveRule> parse(Rule rule) {
        try {
            return Optional.of(ActiveRule.of(rule));
        } catch (IllegalArgumentException e) {
            if (complainedOf.add(rule.getRuleId() + "|" + rule.getVersion())) {
                metrics.skipped("rules", "unusable rule");
                log.atWarn()
                        .addKeyValue("rule", rule.getRuleId())
                        .addKeyValue("version", rule.getVersion())
                        .addKeyValue("reason", e.getMessage())
                        .log("rule left out");
            }
            return Optional.empty();
        }
    }
}
