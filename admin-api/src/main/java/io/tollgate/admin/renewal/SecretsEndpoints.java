package io.tollgate.admin.renewal;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.security.Permission;
import io.tollgate.schemas.EdgeStatus;
import java.util.List;
import java.util.Map;

/** {@code /v1/secrets}: how far the newest pepper and master key are in use. */
public final class SecretsEndpoints {
    private final PepperRenewal pepper;
    private final VaultRenewal vault;

    /** Shows how far renewals are. */
    public SecretsEndpoints(PepperRenewal pepper, VaultRenewal vault) {
        this.pepper = pepper;
        this.vault = vault;
    }

    /**
     * Secrets as they are shown; none is in it.
     *
     * @param renewed whether older ones are of no use any more
     */
    record View(boolean renewed, PepperView pepper, MasterKeyView masterKey) {}

    /**
     * The pepper.
     *
     * @param newest version that this instance has
     * @param inUse version that what is made now is hashed with
     * @param keys how many keys are found by each version
     * @param edgesBehind edges that must be given the newest version before it is used
     */
    record PepperView(int newest, int inUse, Map<Integer, Long> keys, List<EdgeView> edgesBehind) {}

    /** An edge, and the newest version of the pepper that it has. */
    record EdgeView(String edgeId, String name, int version) {
        static EdgeView of(EdgeStatus edge) {
            return new EdgeView(edge.getEdgeId(), edge.getName(), edge.getPepperVersion());
        }
    }

    /** The master key: how many owners' keys an older one wraps. */
    record MasterKeyView(long outdated) {}

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(Endpoint.get("/v1/secrets", Permission.READ_EDGES, this::show));
    }

    private Answer show(Call call) {
        call.query().check();
        var masterKey = new MasterKeyView(vault.outdated());
        return Answer.ok(
                new View(
                        pepper.isDone() && masterKey.outdated() == 0,
                        new PepperView(
                                pepper.newest(),
                                pepper.version(),
                                pepper.keysByVersion(),
                                pepper.behind().stream().map(EdgeView::of).toList()),
                        masterKey));
    }
}
