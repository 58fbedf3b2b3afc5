package io.tollgate.admin.resource;

import io.tollgate.schemas.Plan;
import java.util.List;

/** A plan as it is shown. */
record PlanView(
        String id,
        List<LimitView> limits,
        String enforcement,
        String whenStale,
        long version,
        String createdAt,
        String updatedAt) {

    static PlanView of(Plan plan) {
        return new PlanView(
                plan.getPlanId(),
                LimitView.of(plan.getLimits()),
                Words.lower(plan.getEnforcement()),
                Words.lower(plan.getWhenStale()),
                plan.getVersion(),
                plan.getCreatedAt().toString(),
                plan.getUpdatedAt().toString());
    }
}
