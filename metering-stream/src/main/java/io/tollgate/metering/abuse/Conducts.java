package io.tollgate.metering.abuse;

import io.tollgate.metering.state.RuleConduct;
import io.tollgate.metering.state.SubjectConduct;
import java.util.HashMap;
import java.util.Map;

/** What one subject did, by rule. Not thread-safe. */
public final class Conducts {
    private final Map<String, Conduct> byRule = new HashMap<>();

    /** Of a state that was kept. */
    public static Conducts of(SubjectConduct state) {
        var conducts = new Conducts();
        state.getRules().forEach((rule, kept) -> conducts.byRule.put(rule, new Conduct(kept)));
        return conducts;
    }

    /** The state to be kept. */
    public SubjectConduct toState() {
        var rules = new HashMap<String, RuleConduct>();
        byRule.forEach((rule, conduct) -> rules.put(rule, conduct.toState()));
        return new SubjectConduct(rules);
    }

    Conduct of(ActiveRule rule) {
        return byRule.computeIfAbsent(rule.rule().getRuleId(), _ -> new Conduct());
    }

    /** Forgets what does not matter any more; false if it still holds something. */
    public boolean expire(long nowMillis) {
        byRule.values().removeIf(conduct -> conduct.keepUntil() < nowMillis);
        return byRule.isEmpty();
    }
}
