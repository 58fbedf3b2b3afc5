package io.tollgate.admin.resource;

import io.tollgate.admin.table.Feed;
import io.tollgate.admin.table.Table;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Claim;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.VaultEntry;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What operators wrote, as it is in memory. Thread-safe. */
public record State(
        KeyDirectory keys,
        Table<Owner> owners,
        Table<Plan> plans,
        Table<Routes> routes,
        Table<Rule> rules,
        Table<VaultEntry> vault,
        Table<Operator> operators,
        Table<Claim> claims) {

    /** Nothing yet, and no pepper. */
    public static State empty() {
        return empty(Optional.empty());
    }

    /** Nothing yet; keys will be found by the newest version of the pepper. */
    public static State empty(Optional<Pepper> pepper) {
        return new State(
                new KeyDirectory(pepper),
                new Table<>(),
                new Table<>(),
                new Table<>(),
                new Table<>(),
                new Table<>(),
                new Table<>(),
                new Table<>());
    }

    /** Where each table comes from. */
    public List<Feed<?>> feeds(Topics topics) {
        return List.of(
                new Feed<>(topics.keys, keys),
                new Feed<>(topics.owners, owners),
                new Feed<>(topics.plans, plans),
                new Feed<>(topics.routes, routes),
                new Feed<>(topics.rules, rules),
                new Feed<>(topics.vault, vault),
                new Feed<>(topics.operators, operators),
                new Feed<>(topics.claims, claims));
    }

    /** An owner that was not deleted. */
    public Optional<Owner> owner(String id) {
        return owners.find(id).filter(owner -> owner.getState() != OwnerState.DELETED);
    }

    /** A plan that was not deleted. */
    public Optional<Plan> plan(String id) {
        return plans.find(id).filter(plan -> plan.getState() != PlanState.DELETED);
    }

    /** The route table, empty before there is one. */
    List<Route> routeList() {
        return routes.find(Topics.SINGLE_KEY).map(Routes::getRoutes).orElse(List.of());
    }

    /** All limits that requests may meet. */
    List<Limit> limits() {
        var limits = new ArrayList<Limit>();
        plans.all().stream()
                .filter(plan -> plan.getState() != PlanState.DELETED)
                .forEach(plan -> limits.addAll(plan.getLimits()));
        owners.all().stream()
                .filter(owner -> owner.getState() != OwnerState.DELETED)
                .forEach(owner -> limits.addAll(owner.getLimits()));
        keys.all().map(ApiKey::getLimits).forEach(limits::addAll);
        // Keys that are still to be fetched must work when they are.
        claims.all().stream()
                .map(Claim::getTerms)
                .filter(Objects::nonNull)
                .map(ApiKey::getLimits)
                .forEach(limits::addAll);
        return limits;
    }
}
