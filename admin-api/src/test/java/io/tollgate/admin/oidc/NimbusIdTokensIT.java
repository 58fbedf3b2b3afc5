package io.tollgate.admin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.Role;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NimbusIdTokensIT {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final OidcRoles ROLES =
            new OidcRoles("groups", Map.of("gate-admins", Role.ADMIN));

    private final AtomicLong nanos = new AtomicLong();
    private PlayedIssuer issuer;
    private NimbusIdTokens tokens;

    @BeforeEach
    void start() throws Exception {
        issuer = PlayedIssuer.start();
        tokens = tokens(NimbusKeys.Freshness.USUAL);
    }

    @AfterEach
    void stop() {
        tokens.close();
        issuer.close();
    }

    @Test
    void signsInWhoBringsAGoodToken() throws Exception {
        Operator ada =
                tokens.known(issuer.token(issuer.claims(NOON).claim("name", "Ada L.").build()))
                        .orElseThrow();

        assertThat(ada.getOperatorId()).isEqualTo("oidc:ada");
        assertThat(ada.getName()).isEqualTo("Ada L.");
        assertThat(ada.getRole()).isEqualTo(Role.ADMIN);
        assertThat(ada.getExpiresAt()).isEqualTo(NOON.plusSeconds(300));
    }

    @Test
    void leavesOtherTokensToOthers() {
        assertThat(tokens.known("tgadm_live_abc")).isEmpty();
        assertThat(issuer.keyFetches()).isZero();
    }

    @Test
    void fetchesKeysOnceForManyTokens() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(tokens.known(issuer.token(issuer.claims(NOON).build()))).isPresent();
        }
        assertThat(issuer.keyFetches()).isEqualTo(1);
    }

    @Test
    void takesANewKeyWhenTheIssuerChangesIt() throws Exception {
        String before = issuer.token(issuer.claims(NOON).build());
        assertThat(tokens.known(before)).isPresent();

        issuer.rotateTo(PlayedIssuer.rsaKey("second"));

        assertThat(tokens.known(issuer.token(issuer.claims(NOON).build()))).isPresent();
        assertThat(issuer.keyFetches()).isEqualTo(2);
        // The issuer is not asked a third time so soon, so nobody can say that the key is gone.
        assertThat(refusal(before).status()).isEqualTo(503);
    }

    @Test
    void refusesAKeyThatIsNotTheIssuers() throws Exception {
        var same = PlayedIssuer.ecKey(issuer.key().getKeyID());
        var claims = issuer.claims(NOON).build();

        assertThat(refusal(PlayedIssuer.token(claims, same)).status()).isEqualTo(401);
        assertThat(refusal(PlayedIssuer.token(claims, PlayedIssuer.ecKey("mine"))).status())
                .isEqualTo(401);
        for (int i = 0; i < 50; i++) {
            refusal(PlayedIssuer.token(claims, PlayedIssuer.ecKey("mine" + i)));
        }
        assertThat(issuer.keyFetches()).isLessThanOrEqualTo(3);
        assertThat(tokens.known(issuer.token(claims))).isPresent();
    }

    @Test
    void refusesTokensThatAreNotSignedOrWithASharedSecret() throws Exception {
        JWTClaimsSet claims = issuer.claims(NOON).build();
        var shared =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .keyID(issuer.key().getKeyID())
                                .build(),
                        claims);
        shared.sign(
                new MACSigner(
                        issuer.key().toPublicJWK().toString().getBytes(StandardCharsets.UTF_8)));

        assertThat(refusal(new PlainJWT(claims).serialize()).detail()).contains("not signed");
        assertThat(refusal(shared.serialize()).detail()).contains("not signed with one of");
        assertThat(issuer.keyFetches()).isZero();
    }

    @Test
    void refusesAClaimThatIsNotAsItMustBe() throws Exception {
        for (JWTClaimsSet wrong :
                List.of(
                        issuer.claims(NOON).issuer("https://id.example").build(),
                        issuer.claims(NOON).audience("others").build(),
                        issuer.claims(NOON).audience(List.of(PlayedIssuer.AUDIENCE, "b")).build(),
                        issuer.claims(NOON).claim("azp", "others").build(),
                        issuer.claims(NOON).subject(null).build(),
                        issuer.claims(NOON).subject("a\nb").build(),
                        issuer.claims(NOON).expirationTime(null).build(),
                        issuer.claims(NOON).expirationTime(at(-61)).build(),
                        issuer.claims(NOON).notBeforeTime(at(61)).build())) {
            var refusal = refusal(issuer.token(wrong));

            assertThat(refusal.status()).as("%s", wrong).isEqualTo(401);
            assertThat(refusal.detail()).startsWith("the ID token is not good: ");
        }
    }

    @Test
    void forgivesAMinuteOfClockSkew() throws Exception {
        assertThat(tokens.known(issuer.token(issuer.claims(NOON).expirationTime(at(-59)).build())))
                .isPresent();
        assertThat(tokens.known(issuer.token(issuer.claims(NOON).notBeforeTime(at(59)).build())))
                .isPresent();
    }

    @Test
    void aGoodTokenWithoutARoleMayNothingAndSaysWhy() throws Exception {
        var refusal = refusal(issuer.token(issuer.claims(NOON).claim("groups", "x").build()));

        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.detail()).contains("groups", "TOLLGATE_ADMIN_OIDC_ROLES");
    }

    @Test
    void saysThatTheIssuerIsAwayAndFindsItWhenItComesBack() throws Exception {
        int port = issuer.port();
        String token = issuer.token(issuer.claims(NOON).build());
        issuer.close();

        var away = refusal(token);
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.type()).isEqualTo(ProblemType.ISSUER_UNREACHABLE.urn());
        assertThat(away.detail()).contains(issuer.address());

        issuer = PlayedIssuer.start(port);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(tokens.known(issuer.token(issuer.claims(NOON).build()))).isPresent();
    }

    @Test
    void keysAreUsedForATimeAfterTheIssuerWentAwayAndNoLonger() throws Exception {
        tokens.close();
        tokens = tokens(new NimbusKeys.Freshness(Duration.ofSeconds(2), Duration.ofMillis(1)));
        String token = issuer.token(issuer.claims(NOON).build());
        assertThat(tokens.known(token)).isPresent();

        issuer.fail(500);

        Awaitility.await().until(() -> tokens503(token));
        issuer.fail(200);
        Awaitility.await().until(() -> !tokens503(token));
    }

    @Test
    void believesNoDiscoveryDocumentOfAnother() throws Exception {
        issuer.pretend("https://id.example");

        assertThat(refusal(issuer.token(issuer.claims(NOON).build())).status()).isEqualTo(503);
        assertThat(issuer.keyFetches()).isZero();
    }

    private boolean tokens503(String token) {
        try {
            return tokens.known(token).isEmpty();
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(503);
            return true;
        }
    }

    private record Refusal(int status, String type, String detail) {}

    private Refusal refusal(String token) {
        var problem =
                catchThrowableOfType(ProblemException.class, () -> tokens.known(token)).problem();
        assertThat(problem.detail()).doesNotContain(token);
        return new Refusal(problem.status(), problem.type(), problem.detail());
    }

    private NimbusIdTokens tokens(NimbusKeys.Freshness freshness) {
        var settings = new OidcSettings(URI.create(issuer.address()), PlayedIssuer.AUDIENCE, ROLES);
        return new NimbusIdTokens(
                settings, new NimbusHttp(PATIENCE), freshness, () -> NOON, nanos::get);
    }

    private static Date at(int seconds) {
        return Date.from(NOON.plusSeconds(seconds));
    }
}
