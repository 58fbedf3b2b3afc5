package io.tollgate.edge.door;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.SourceRange;
import io.tollgate.edge.verdict.Judge;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What the doors judge requests with. Thread-safe.
 *
 * @param trustedProxies networks of proxies whose forwarding fields are believed
 */
public record Judging(
        RouteMatcher routes,
        CredentialParser credentials,
        Judge judge,
        RequestIds ids,
        List<SourceRange> trustedProxies) {

    /** Copies the networks. */
    public Judging {
        trustedProxies = List.copyOf(trustedProxies);
    }

    Credential credential(HttpFields fields, RequestTarget target, @Nullable CompiledRoute route) {
        return credentials.parse(
                fields.getValuesList(HttpHeader.AUTHORIZATION),
                fields.getValuesList(CredentialParser.API_KEY),
                target.rawQuery(),
                route == null ? "" : route.definition().getQueryKey());
    }
}
