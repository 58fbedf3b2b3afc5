package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Preconditions;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.rules.Automation;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/automation}: what bounds all rules together. There is always one. */
public final class AutomationEndpoints {
    private static final Logger log = LoggerFactory.getLogger(AutomationEndpoints.class);
    private static final String PATH = "/v1/automation";
    private static final Duration HOUR = Duration.ofHours(1);

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final Supplier<Stream<Revocation>> revocations;
    private final InstantSource clock;

    /** Works on a state through its ledger, and counts what rules did among the revocations. */
    public AutomationEndpoints(
            State state,
            Topics topics,
            Ledger ledger,
            Supplier<Stream<Revocation>> revocations,
            InstantSource clock) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.revocations = revocations;
        this.clock = clock;
    }

    /**
     * The bounds as they are shown.
     *
     * @param enabled whether any rule may suspend or revoke
     * @param mostPerHour how often all of them together may in an hour
     * @param actedInLastHour how often they did
     * @param withheldInLastHour how often they would have, but for these bounds
     */
    private record View(
            boolean enabled,
            int mostPerHour,
            long actedInLastHour,
            long withheldInLastHour,
            long version,
            @Nullable String updatedAt) {}

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_RULES, this::read),
                Endpoint.put(PATH, Permission.EDIT_RULES, this::put));
    }

    private Answer read(Call call) {
        call.query().check();
        return shown(state.rules().find(Automation.KEY));
    }

    private Answer put(Call call) {
        Automation bounds =
                call.read(fields ->
                        new Automation(
                                fields.required("enabled", Shape.flag()),
                                fields.required("mostPerHour", Shape.number(0, 1_000_000))
                                        .intValue()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Rule changed =
                ledger.change(changes -> {
                    long version = version(state.rules().find(Automation.KEY));
                    Preconditions.check(call, version);
                    Rule next = bounds.toRule(version + 1, now);
                    changes.put(topics.rules, Automation.KEY, next);
                    return next;
                });
        log.atInfo()
                .addKeyValue("enabled", bounds.enabled())
                .addKeyValue("mostPerHour", bounds.mostPerHour())
                .addKeyValue("actor", call.actor())
                .log("bounds of automatic actions changed");
        return shown(Optional.of(changed));
    }

    private static long version(Optional<Rule> record) {
        return record.map(Rule::getVersion).orElse(0L);
    }

    private Answer shown(Optional<Rule> record) {
        var bounds = Automation.of(record.orElse(null));
        long version = version(record);
        Instant since = clock.instant().minus(HOUR);
        var byRules =
                revocations
                        .get()
                        .filter(revocation ->
                                !revocation.getAlertId().isEmpty()
                                        && revocation.getCreatedAt().isAfter(since))
                        .toList();
        long withheld =
                byRules.stream()
                        .filter(revocation ->
                                revocation.getWithdrawnBy().equals(Automation.WITHHELD_BY))
                        .count();
        var view =
                new View(
                        bounds.enabled(),
                        bounds.mostPerHour(),
                        byRules.size() - withheld,
                        withheld,
                        version,
                        record.map(rule -> rule.getUpdatedAt().toString()).orElse(null));
        return Answer.ok(view).with("ETag", Preconditions.tag(version));
    }
}
