package io.tollgate.edge;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.limit.LimitWindow;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.table.RouteTable;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.WhenStale;
import io.tollgate.schemas.wire.AvroSerde;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records and entries that tests share; those of one name belong together. */
public final class Samples {
    /** The time at which everything here was written. */
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** A serde makes Avro trust our records; without one, builders can't copy defaults. */
    static final AvroSerde<ApiKey> KEYS = new AvroSerde<>(ApiKey.class);

    private Samples() {}

    /** Builder of a live, active key of {@code acme} on plan {@code free}. */
    public static ApiKey.Builder key(String keyId) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId(keyId)
                .setVersion(1)
                .setOwnerId("acme")
                .setPlanId("free")
                .setEnvironment(Environment.LIVE)
                .setState(KeyState.ACTIVE)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON);
    }

    /** The same key as the hot path has it. */
    public static KeyEntry entry(String keyId) {
        return successor(keyId, keyId);
    }

    /** A key whose limits count for another one. */
    public static KeyEntry successor(String keyId, String limitSubject) {
        return new KeyEntry(
                keyId,
                "acme",
                "free",
                Environment.LIVE,
                Set.of(),
                Map.of(),
                List.of(),
                List.of(),
                KeyState.ACTIVE,
                NOON.toEpochMilli(),
                Long.MAX_VALUE,
                limitSubject,
                "");
    }

    /** Builder of an owner. */
    public static Owner.Builder owner(String ownerId) {
        return Owner.newBuilder()
                .setOwnerId(ownerId)
                .setVersion(1)
                .setState(OwnerState.ACTIVE)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON);
    }

    /** Builder of a plan with limits. */
    public static Plan.Builder plan(String planId, Limit... limits) {
        return Plan.newBuilder()
                .setPlanId(planId)
                .setVersion(1)
                .setState(PlanState.ACTIVE)
                .setLimits(Arrays.asList(limits))
                .setWhenStale(WhenStale.SERVE)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON);
    }

    /** So much a minute for each key. */
    public static Limit perMinute(String name, long amount) {
        return new Limit(name, amount, "PT1M", LimitKind.RATE, LimitScope.KEY);
    }

    /** The same as the hot path has it. */
    public static LimitSpec minuteSpec(String name, long amount) {
        return new LimitSpec(
                name, amount, new LimitWindow.Sliding(Duration.ofMinutes(1)), LimitScope.KEY, true);
    }

    /** Builder of a revocation that names nothing. */
    public static Revocation.Builder revocation(String revocationId, RevocationAction action) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId(revocationId)
                .setVersion(1)
                .setAction(action)
                .setCreatedAt(NOON);
    }

    /** Builder of a route for any host. */
    public static Route.Builder route(String routeId, String path) {
        return Route.newBuilder()
                .setRouteId(routeId)
                .setPath(path)
                .setUpstreams(List.of("http://127.0.0.1:9000"));
    }

    /** A table of routes. */
    public static Routes routes(Route.Builder... routes) {
        return new Routes(1L, Arrays.stream(routes).map(Route.Builder::build).toList(), NOON);
    }

    /** A route, compiled. */
    public static CompiledRoute compiled(Route.Builder route) {
        return RouteTable.compile(routes(route), _ -> true).routes().getFirst();
    }
}
