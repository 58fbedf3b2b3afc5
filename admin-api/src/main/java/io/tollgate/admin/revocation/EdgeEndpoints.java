package io.tollgate.admin.revocation;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.security.Permission;
import java.util.List;

/** {@code /v1/edges}: the fleet as its heartbeats tell. */
public final class EdgeEndpoints {
    private final EdgeRegister edges;

    /** Shows a register. */
    public EdgeEndpoints(EdgeRegister edges) {
        this.edges = edges;
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(Endpoint.get("/v1/edges", Permission.READ_EDGES, this::list));
    }

    private Answer list(Call call) {
        Query query = call.query();
        Paging paging = Paging.of(query);
        query.check();
        return Answer.ok(
                paging.rising(edges.all().stream(), seen -> seen.boot().id()).map(EdgeView::of));
    }
}
