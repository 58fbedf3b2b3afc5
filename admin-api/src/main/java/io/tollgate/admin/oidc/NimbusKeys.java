package io.tollgate.admin.oidc;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer signs with, found through its discovery document when they are first
 * needed, so that neither a start nor anybody else waits for an issuer that is away. Thread-safe.
 */
final class NimbusKeys {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final URI issuer;
    private final ResourceRetriever http;
    private final Freshness freshness;
    private final LongSupplier nanoTicker;

    private volatile @Nullable JWKSource<SecurityContext> found;
    private @Nullable IOException failure;
    private long failedNanos;

    /**
     * How long keys are used before they are fetched again, and how often a token that names an
     * unknown one may have them fetched before: twice in this time.
     */
    record Freshness(Duration goodFor, Duration leastBetween) {
        static final Freshness USUAL = new Freshness(Duration.ofMinutes(5), Duration.ofSeconds(30));
    }

    NimbusKeys(URI issuer, ResourceRetriever http, Freshness freshness, LongSupplier nanoTicker) {
        this.issuer = issuer;
        this.http = http;
        this.freshness = freshness;
        this.nanoTicker = nanoTicker;
    }

    /**
     * Where keys come from.
     *
     * @throws IOException if the discovery document can't be read; it is not asked for again for a
     *     while
     */
    JWKSource<SecurityContext> source() throws IOException {
        JWKSource<SecurityContext> known = found;
        return known == null ? discover() : known;
    }

    private synchronized JWKSource<SecurityContext> discover() throws IOException {
        JWKSource<SecurityContext> known = found;
        if (known != null) {
            return known;
        }
        IOException before = failure;
        if (before != null && nanoTicker.getAsLong() - failedNanos < PAUSE.toNanos()) {
            throw before;
        }
        try {
            JWKSource<SecurityContext> made = source(keysAddress());
            found = made;
            return made;
        } catch (IOException e) {
            failure = e;
            failedNanos = nanoTicker.getAsLong();
            throw e;
        }
    }

    private URI keysAddress() throws IOException {
        URI document =
                URI.create(
                        issuer.toString().replaceAll("/$", "")
                                + "/.well-known/openid-configuration");
        try {
            Map<String, Object> metadata =
                    JSONObjectUtils.parse(http.retrieveResource(document.toURL()).getContent());
            String named = JSONObjectUtils.getString(metadata, "issuer");
            if (!issuer.toString().equals(named)) {
                throw new IOException(document + " is of the issuer '" + named + "'");
            }
            URI keys = JSONObjectUtils.getURI(metadata, "jwks_uri");
            if (keys == null || !OidcSettings.safe(keys)) {
                throw new IOException(document + " names no jwks_uri with https");
            }
            return keys;
        } catch (ParseException e) {
            throw new IOException(document + " is no discovery document", e);
        }
    }

    private JWKSource<SecurityContext> source(URI keys) throws IOException {
        return JWKSourceBuilder.<SecurityContext>create(keys.toURL(), http)
                .cache(freshness.goodFor().toMillis(), Duration.ofSeconds(10).toMillis())
                .refreshAheadCache(false)
                .rateLimited(freshness.leastBetween().toMillis())
                .retrying(true)
                .build();
    }
}
