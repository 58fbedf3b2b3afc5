package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** {@code /v1/plans}. */
public final class PlanEndpoints {
    private static final String PATH = "/v1/plans";

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Entities<Plan> plans;

    /** Works on a state through its ledger. */
    public PlanEndpoints(State state, Topics topics, Ledger ledger, InstantSource clock) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.clock = clock;
        this.plans =
                new Entities<>(
                        "plan",
                        PATH,
                        state::plan,
                        () ->
                                state.plans().all().stream()
                                        .filter(plan -> plan.getState() != PlanState.DELETED),
                        Plan::getPlanId,
                        Plan::getVersion,
                        PlanView::of);
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_PLANS, plans::list),
                Endpoint.post(PATH, Permission.EDIT_PLANS, this::create),
                Endpoint.get(PATH + "/{id}", Permission.READ_PLANS, plans::read),
                Endpoint.put(PATH + "/{id}", Permission.EDIT_PLANS, this::change),
                Endpoint.delete(PATH + "/{id}", Permission.EDIT_PLANS, this::delete));
    }

    private Answer create(Call call) {
        PlanBody body = call.read(fields -> PlanBody.read(fields, Optional.empty()));
        Plan made =
                ledger.change(changes -> {
                    plans.demandFree(body.id());
                    return write(changes, body, state.plans().find(body.id()));
                });
        return plans.created(made);
    }

    private Answer change(Call call) {
        PlanBody body = call.read(fields -> PlanBody.read(fields, Optional.of(call.part("id"))));
        Plan made =
                ledger.change(
                        changes -> write(changes, body, Optional.of(plans.demandVersion(call))));
        return plans.shown(200, made);
    }

    private Answer delete(Call call) {
        ledger.change(changes -> {
            Plan before = plans.demandVersion(call);
            String id = before.getPlanId();
            long keys = state.keys().count(key -> key.getPlanId().equals(id));
            if (keys > 0) {
                throw new ProblemException(
                        ProblemType.IN_USE,
                        "the plan '" + id + "' is used by " + keys + " keys; delete those first");
            }
            Plan deleted =
                    Plan.newBuilder(before)
                            .setState(PlanState.DELETED)
                            .setVersion(before.getVersion() + 1)
                            .setUpdatedAt(now())
                            .build();
            changes.put(topics.plans, id, deleted);
            return deleted;
        });
        return Answer.nothing();
    }

    private Plan write(Changes changes, PlanBody body, Optional<Plan> before) {
        Costs.checkLimits(body.limits(), state.routeList());
        Instant now = now();
        boolean alive = before.filter(p -> p.getState() != PlanState.DELETED).isPresent();
        Plan plan =
                Plan.newBuilder()
                        .setPlanId(body.id())
                        .setVersion(before.map(Plan::getVersion).orElse(0L) + 1)
                        .setState(PlanState.ACTIVE)
                        .setLimits(body.limits())
                        .setEnforcement(body.enforcement())
                        .setWhenStale(body.whenStale())
                        .setCreatedAt(alive ? before.orElseThrow().getCreatedAt() : now)
                        .setUpdatedAt(now)
                        .build();
        changes.put(topics.plans, body.id(), plan);
        return plan;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
