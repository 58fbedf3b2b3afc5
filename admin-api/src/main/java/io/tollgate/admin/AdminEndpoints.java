package io.tollgate.admin;

import io.tollgate.admin.explain.ExplainEndpoints;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.notice.NoticeEndpoints;
import io.tollgate.admin.registry.RegistryEndpoints;
import io.tollgate.admin.renewal.SecretsEndpoints;
import io.tollgate.admin.resource.AutomationEndpoints;
import io.tollgate.admin.resource.ClaimLinks;
import io.tollgate.admin.resource.ClaimPost;
import io.tollgate.admin.resource.KeyEndpoints;
import io.tollgate.admin.resource.KeyMint;
import io.tollgate.admin.resource.OperatorEndpoints;
import io.tollgate.admin.resource.OperatorMint;
import io.tollgate.admin.resource.OwnerEndpoints;
import io.tollgate.admin.resource.PlanEndpoints;
import io.tollgate.admin.resource.RouteEndpoints;
import io.tollgate.admin.resource.RuleEndpoints;
import io.tollgate.admin.revocation.EdgeEndpoints;
import io.tollgate.admin.revocation.Impact;
import io.tollgate.admin.revocation.RevocationEndpoints;
import io.tollgate.admin.revocation.Target;
import io.tollgate.admin.security.Vault;
import io.tollgate.admin.usage.UsageEndpoints;
import io.tollgate.schemas.wire.SchemaCatalogue;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All endpoints of the program, in one list. */
final class AdminEndpoints {
    private AdminEndpoints() {}

    static List<Endpoint> all(
            Backend backend,
            StatusEndpoints status,
            SecretsEndpoints secrets,
            Vault vault,
            KeyMint mint,
            OperatorMint operators,
            ClaimLinks links,
            ClaimPost claimPost,
            Supplier<String> ulids,
            InstantSource clock) {
        var topics = backend.topics();
        var state = backend.state();
        var ledger = backend.ledger();
        var revocations = backend.revocations();
        return Stream.of(
                        status.all(),
                        secrets.all(),
                        new DocsEndpoints().all(),
                        new OwnerEndpoints(state, topics, ledger, vault, clock).all(),
                        new PlanEndpoints(state, topics, ledger, clock).all(),
                        new RouteEndpoints(state, topics, ledger, clock).all(),
                        new RuleEndpoints(state, topics, ledger, clock).all(),
                        new AutomationEndpoints(state, topics, ledger, revocations::all, clock)
                                .all(),
                        new KeyEndpoints(
                                        state,
                                        topics,
                                        ledger,
                                        mint,
                                        revocations,
                                        backend.lastUse(),
                                        clock)
                                .withClaims(links, claimPost),
                        new ExplainEndpoints(
                                        state,
                                        revocations,
                                        backend.limitViews(),
                                        backend.edges(),
                                        mint,
                                        clock)
                                .all(),
                        new RevocationEndpoints(
                                        revocations,
                                        backend.revocationLog(),
                                        backend.receipts(),
                                        known(backend),
                                        new Impact(state.keys()::all, backend.usage()),
                                        ulids,
                                        clock)
                                .all(),
                        new UsageEndpoints(backend.usage(), clock).all(),
                        backend.alerts().all(),
                        backend.audit().all(),
                        new NoticeEndpoints(backend.notices(), topics, ledger).all(),
                        backend.gaps().all(),
                        new EdgeEndpoints(backend.edges()).all(),
                        new OperatorEndpoints(state, topics, ledger, operators, clock).all(),
                        new RegistryEndpoints(SchemaCatalogue.ours(), topics).all())
                .flatMap(List::stream)
                .toList();
    }

    private static Target.Known known(Backend backend) {
        var state = backend.state();
        return new Target.Known(
                id -> state.keys().find(id).isPresent(),
                id -> state.owner(id).isPresent(),
                id -> state.plan(id).isPresent(),
                state.keys()::knowsBatch);
    }
}
