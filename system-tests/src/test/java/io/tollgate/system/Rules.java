package io.tollgate.system;

import java.util.HashMap;
import java.util.Map;

/** The rule against clients that keep hammering, as operators write it. */
final class Rules {
    private Rules() {}

    /** Judges soon and mildly: a suspension of seconds, at the second one the end of the key. */
    static Map<String, Object> quick() {
        var rule = new HashMap<String, Object>();
        rule.put("signal", "THROTTLED_SENT_ON");
        rule.put("threshold", 0.5);
        rule.put("minimum", 20);
        rule.put("window", "PT5S");
        rule.put("action", "SUSPEND");
        rule.put("suspendFor", "PT4S");
        rule.put("revokeAfter", 2);
        rule.put("repeatWithin", "PT1H");
        rule.put("coolDown", "PT1S");
        return rule;
    }

    static Map<String, Object> switchedOff() {
        var rule = new HashMap<>(quick());
        rule.put("enabled", false);
        return rule;
    }
}
