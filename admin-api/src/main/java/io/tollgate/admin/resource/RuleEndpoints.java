package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Preconditions;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.RuleKind;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** {@code /v1/rules}; a rule is made by putting it where it is to be. */
public final class RuleEndpoints {
    private static final String PATH = "/v1/rules";

    private final Topics topics;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Entities<Rule> rules;

    /** Works on a state through its ledger. */
    public RuleEndpoints(State state, Topics topics, Ledger ledger, InstantSource clock) {
        this.topics = topics;
        this.ledger = ledger;
        this.clock = clock;
        this.rules =
                new Entities<>(
                        "rule",
                        PATH,
                        id -> state.rules().find(id).filter(RuleEndpoints::isRule),
                        () -> state.rules().all().stream().filter(RuleEndpoints::isRule),
                        Rule::getRuleId,
                        Rule::getVersion,
                        RuleView::of);
    }

    private static boolean isRule(Rule record) {
        return record.getKind() == RuleKind.RULE;
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_RULES, rules::list),
                Endpoint.get(PATH + "/{id}", Permission.READ_RULES, rules::read),
                Endpoint.put(PATH + "/{id}", Permission.EDIT_RULES, this::put),
                Endpoint.delete(PATH + "/{id}", Permission.EDIT_RULES, this::delete));
    }

    private Answer put(Call call) {
        String id = call.part("id");
        if (!Shape.ID.matcher(id).matches()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST, "the id in the path " + Shape.id().rule());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Rule.Builder body = call.read(fields -> RuleBody.read(fields, id, now));
        Rule rule =
                ledger.change(changes -> {
                    Optional<Rule> before = rules.find().apply(id);
                    Preconditions.check(call, before.<Object>map(Rule::getVersion).orElse("none"));
                    Rule next =
                            body.setVersion(before.map(Rule::getVersion).orElse(0L) + 1).build();
                    changes.put(topics.rules, id, next);
                    return next;
                });
        return rule.getVersion() == 1 ? rules.created(rule) : rules.shown(200, rule);
    }

    private Answer delete(Call call) {
        ledger.change(changes -> {
            Rule before = rules.demandVersion(call);
            changes.remove(topics.rules, before.getRuleId());
            return before;
        });
        return Answer.nothing();
    }
}
