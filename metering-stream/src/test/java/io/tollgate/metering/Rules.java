package io.tollgate.metering;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;

/** Makes rules for tests. */
final class Rules {
    private Rules() {}

    /** Suspends for five minutes at half of at least 20 requests within a minute. */
    static Rule.Builder sentOn() {
        return Rule.newBuilder()
                .setRuleId("sent-on")
                .setVersion(3)
                .setSignal(Signal.THROTTLED_SENT_ON)
                .setThreshold(0.5)
                .setMinimum(20)
                .setWindow("PT1M")
                .setAction(AbuseAction.SUSPEND)
                .setMode(RuleMode.ENFORCE)
                .setSuspendFor("PT5M")
                .setRevokeAfter(2)
                .setRepeatWithin("P1D")
                .setCoolDown("PT1M")
                .setUpdatedAt(MeteringBench.NOON);
    }
}
