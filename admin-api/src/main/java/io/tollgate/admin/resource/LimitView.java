package io.tollgate.admin.resource;

import io.tollgate.schemas.Limit;
import java.util.List;

/** A limit as it is shown. */
record LimitView(String name, long amount, String window, String kind, String scope) {
    static LimitView of(Limit limit) {
        return new LimitView(
                limit.getName(),
                limit.getAmount(),
                limit.getWindow(),
                Words.lower(limit.getKind()),
                Words.lower(limit.getScope()));
    }

    static List<LimitView> of(List<Limit> limits) {
        return limits.stream().map(LimitView::of).toList();
    }
}
