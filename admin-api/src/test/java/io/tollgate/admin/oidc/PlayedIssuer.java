package io.tollgate.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect issuer on a port of this machine: discovery, keys and tokens. */
public final class PlayedIssuer implements AutoCloseable {
    public static final String AUDIENCE = "tollgate";

    private final HttpServer server;
    private final AtomicInteger keyFetches = new AtomicInteger();
    private volatile JWK key;
    private volatile String named = "";
    private volatile int status = 200;

    private PlayedIssuer(HttpServer server, JWK key) {
        this.server = server;
        this.key = key;
    }

    public static PlayedIssuer start() throws Exception {
        return start(0);
    }

    /** Starts on a port, with keys of its own. */
    static PlayedIssuer start(int port) throws Exception {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var issuer = new PlayedIssuer(server, ecKey("first"));
        server.createContext("/.well-known/openid-configuration", issuer::discovery);
        server.createContext("/keys", issuer::keys);
        server.start();
        return issuer;
    }

    public String address() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    JWK key() {
        return key;
    }

    int keyFetches() {
        return keyFetches.get();
    }

    /** Signs with another key from now on, and publishes only that. */
    void rotateTo(JWK next) {
        key = next;
    }

    /** Answers with a status from now on. */
    void fail(int with) {
        status = with;
    }

    /** Says in its discovery document that it is another. */
    void pretend(String other) {
        named = other;
    }

    /** What a good token holds. */
    public JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(address())
                .audience(AUDIENCE)
                .subject("ada")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("groups", List.of("everybody", "gate-admins"));
    }

    public String token(JWTClaimsSet claims) throws JOSEException {
        return token(claims, key);
    }

    static String token(JWTClaimsSet claims, JWK key) throws JOSEException {
        boolean rsa = key instanceof RSAKey;
        var header =
                new JWSHeader.Builder(rsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                        .keyID(key.getKeyID())
                        .build();
        var token = new SignedJWT(header, claims);
        token.sign(rsa ? new RSASSASigner(key.toRSAKey()) : new ECDSASigner(key.toECKey()));
        return token.serialize();
    }

    static ECKey ecKey(String id) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    static RSAKey rsaKey(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void discovery(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                "{\"issuer\": \"%s\", \"jwks_uri\": \"%s/keys\"}"
                        .formatted(named.isEmpty() ? address() : named, address()));
    }

    private void keys(HttpExchange exchange) throws IOException {
        keyFetches.incrementAndGet();
        answer(exchange, new JWKSet(key.toPublicJWK()).toString());
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
