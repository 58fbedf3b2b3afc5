package io.tollgate.edge.table;

import static io.tollgate.edge.Samples.entry;
import static io.tollgate.edge.Samples.key;
import static io.tollgate.edge.Samples.minuteSpec;
import static io.tollgate.edge.Samples.owner;
import static io.tollgate.edge.Samples.perMinute;
import static io.tollgate.edge.Samples.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.schemas.Enforcement;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.WhenStale;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementsTest {
    private final Agreements agreements = new Agreements();
    private final KnownKey key = new KnownKey(entry("key_1"));

    @Test
    void grantsTheLimitsOfThePlan() {
        agreements.owner("acme", owner("acme").build());
        agreements.plan("free", plan("free", perMinute("minute", 10)).build());

        assertThat(agreements.of(key))
                .isEqualTo(new Terms.Granted(List.of(minuteSpec("minute", 10)), false));
    }

    @Test
    void replacesLimitsByNameFirstByTheOwnersThenByTheKeys() {
        var own = key("key_1").setLimits(List.of(perMinute("b", 200), perMinute("other", 1)));
        var overriding = new KnownKey(KeyDecoder.entry(own.build()));
        agreements.plan(
                "free",
                plan("free", perMinute("a", 1), perMinute("b", 2), perMinute("c", 3)).build());
        agreements.owner(
                "acme",
                owner("acme").setLimits(List.of(perMinute("a", 10), perMinute("b", 20))).build());

        assertThat(limits(overriding))
                .containsExactly(minuteSpec("a", 10), minuteSpec("b", 200), minuteSpec("c", 3));
    }

    @Test
    void onlyCountsWhereThePlanObserves() {
        agreements.owner("acme", owner("acme").build());
        agreements.plan(
                "free",
                plan("free", perMinute("minute", 10)).setEnforcement(Enforcement.OBSERVE).build());

        assertThat(limits(key)).extracting(LimitSpec::enforced).containsExactly(false);
    }

    @Test
    void followsEveryChangeAndPutsLimitsTogetherOnlyThen() {
        agreements.owner("acme", owner("acme").build());
        agreements.plan("free", plan("free", perMinute("minute", 10)).build());
        var before = agreements.of(key);
        assertThat(agreements.of(key)).isSameAs(before);
        agreements.owner("other", owner("other").build());
        assertThat(agreements.of(key)).isSameAs(before);

        agreements.plan("free", plan("free", perMinute("minute", 20)).build());
        assertThat(limits(key)).containsExactly(minuteSpec("minute", 20));

        agreements.owner("acme", owner("acme").setLimits(List.of(perMinute("minute", 30))).build());
        assertThat(limits(key)).containsExactly(minuteSpec("minute", 30));

        agreements.noPlan("free");
        assertThat(agreements.of(key)).isInstanceOf(Terms.Missing.class);
    }

    @Test
    void vouchesForNobodyWhosePlanOrOwnerIsMissingOrBroken() {
        assertThat(agreements.of(key)).isInstanceOf(Terms.Missing.class);

        agreements.owner("acme", owner("acme").build());
        assertThat(agreements.of(key)).isInstanceOf(Terms.Missing.class);

        agreements.brokenPlan("free", "unreadable");
        assertThat(agreements.of(key))
                .isEqualTo(new Terms.Missing("the record of the key's plan is unreadable"));

        agreements.plan("free", plan("free").setState(PlanState.DELETED).build());
        assertThat(agreements.of(key))
                .isEqualTo(new Terms.Missing("the record of the key's plan is deleted"));

        agreements.plan(
                "free",
                plan("free", new Limit("x", 1L, "P3D", LimitKind.QUOTA, LimitScope.KEY)).build());
        assertThat(agreements.of(key)).isInstanceOf(Terms.Missing.class);

        agreements.plan("free", plan("free").build());
        assertThat(agreements.of(key)).isInstanceOf(Terms.Granted.class);

        agreements.brokenOwner("acme", "unreadable");
        assertThat(agreements.of(key)).isInstanceOf(Terms.Missing.class);
    }

    @Test
    void endsTheUseOfADeletedOwnersKeys() {
        agreements.plan("free", plan("free").build());
        agreements.owner("acme", owner("acme").setState(OwnerState.DELETED).build());

        assertThat(agreements.of(key)).isEqualTo(new Terms.OwnerDeleted());
    }

    @Test
    void knowsWhetherAnEdgeThatIsCutOffStops() {
        agreements.plan("strict", plan("strict").setWhenStale(WhenStale.REFUSE).build());
        assertThat(agreements.allRefuseWhenStale()).isTrue();

        agreements.plan("free", plan("free").build());
        assertThat(agreements.allRefuseWhenStale()).isFalse();
    }

    private List<LimitSpec> limits(KnownKey of) {
        return agreements.of(of) instanceof Terms.Granted(var limits, _) ? limits : List.of();
    }
}
