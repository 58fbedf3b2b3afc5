package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads limits, which hold for plans, owners and keys alike. */
final class LimitBody {
    private static final long MOST = 1_000_000_000_000L;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private LimitBody() {}

    /** Reads the member limits, whose names must differ. */
    static List<Limit> all(JsonFields fields) {
        List<Limit> limits = fields.objects("limits", LimitBody::one);
        var names = new HashSet<String>();
        for (int i = 0; i < limits.size(); i++) {
            String name = limits.get(i).getName();
            if (!name.isEmpty() && !names.add(name)) {
                fields.reject(
                        "limits[" + i + "].name",
                        "must be unique among the limits; '" + name + "' is there already");
            }
        }
        return limits;
    }

    private static Limit one(JsonFields fields) {
        String name = fields.required("name", Shape.id());
        long amount = fields.required("amount", Shape.number(1, MOST));
        LimitKind kind = fields.required("kind", Shape.choice(LimitKind.RATE, LimitKind.QUOTA));
        LimitScope scope = fields.required("scope", Shape.choice(LimitScope.KEY, LimitScope.OWNER));
        String window = fields.required("window", Shape.text(1, 20));
        Optional<String> canonical = window(kind, window);
        if (!window.isEmpty() && canonical.isEmpty()) {
            fields.reject("window", rule(kind));
        }
        return new Limit(name, amount, canonical.orElse(""), kind, scope);
    }

    /** The window in its one form, if it suits the kind. */
    static Optional<String> window(LimitKind kind, String text) {
        return switch (kind) {
            case RATE -> rate(text);
            case QUOTA ->
                    text.equals("P1D") || text.equals("P1M") ? Optional.of(text) : Optional.empty();
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<String> rate(String text) {
        try {
            return Optional.of(Duration.parse(text))
                    .filter(d -> d.compareTo(SHORTEST) >= 0 && d.compareTo(LONGEST) <= 0)
                    .filter(d -> d.equals(d.truncatedTo(ChronoUnit.SECONDS)))
                    .map(Duration::toString);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String rule(LimitKind kind) {
        return kind == LimitKind.QUOTA
                ? "must be P1D or P1M for a quota, which follows the calendar"
                : "must be whole seconds from PT1S to PT1H for a rate, which slides";
    }
}
