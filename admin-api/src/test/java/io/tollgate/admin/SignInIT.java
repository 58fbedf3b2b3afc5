package io.tollgate.admin;

import static io.tollgate.admin.AdminUnderTest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.oidc.PlayedIssuer;
import io.tollgate.admin.security.BreakGlass;
import io.tollgate.admin.security.Minting;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The ways to sign in beside an operator's token, on a whole program. */
@ExtendWith(BrokerExtension.class)
class SignInIT {
    private static final String ME = "/v1/operators/me";

    @TempDir private Path dir;

    @Test
    void anIdTokenSignsInWithTheRoleThatItsClaimComesTo(TestBroker broker) throws Exception {
        try (var issuer = PlayedIssuer.start();
                var admin = AdminUnderTest.start(broker, dir, trusting(issuer))) {
            String token = issuer.token(issuer.claims(Instant.now()).build());

            JsonNode me = expect(200, as(admin, token, ME));
            assertThat(me.path("id").asText()).isEqualTo("oidc:ada");
            assertThat(me.path("role").asText()).isEqualTo("VIEWER");
            expect(200, as(admin, token, "/v1/owners"));
            expect(403, as(admin, token, "/v1/operators"));
            var expired = issuer.claims(Instant.now().minusSeconds(3_600)).build();
            expect(401, as(admin, issuer.token(expired), ME));
        }
    }

    @Test
    void anIssuerThatIsAwayStopsOnlyItsOwnTokens(TestBroker broker) throws Exception {
        var issuer = PlayedIssuer.start();
        String token = issuer.token(issuer.claims(Instant.now()).build());
        issuer.close();
        try (var admin = AdminUnderTest.start(broker, dir, trusting(issuer))) {
            JsonNode problem = expect(503, as(admin, token, ME));

            assertThat(problem.path("type").asText())
                    .isEqualTo("urn:tollgate:problem:issuer-unreachable");
            expect(200, admin.get(ME));
        }
    }

    @Test
    void withoutAnIssuerAnIdTokenIsATokenLikeAnyOther(TestBroker broker) throws Exception {
        try (var issuer = PlayedIssuer.start();
                var admin = AdminUnderTest.start(broker, dir)) {
            String token = issuer.token(issuer.claims(Instant.now()).build());

            expect(401, as(admin, token, ME));
        }
    }

    @Test
    void theBreakGlassTokenBringsAnAdminBack(TestBroker broker) throws Exception {
        try (var admin = AdminUnderTest.start(broker, dir)) {
            var glass = new BreakGlass(dir.resolve("break-glass"));
            String token = glass.create(new Minting(new SecureRandom()));

            assertThat(expect(200, as(admin, token, ME)).path("id").asText())
                    .isEqualTo("break-glass");
            JsonNode operators = expect(200, as(admin, token, "/v1/operators"));
            String first = operators.path("items").get(0).path("id").asText();
            JsonNode again =
                    expect(
                            200,
                            admin.send(
                                    admin.request("/v1/operators/" + first + "/token")
                                            .setHeader("Authorization", "Bearer " + token)
                                            .POST(BodyPublishers.noBody())));
            expect(200, as(admin, again.path("token").asText(), "/v1/operators"));
        }
    }

    private static Map<String, String> trusting(PlayedIssuer issuer) {
        return Map.of(
                "TOLLGATE_ADMIN_OIDC_ISSUER",
                issuer.address(),
                "TOLLGATE_ADMIN_OIDC_AUDIENCE",
                PlayedIssuer.AUDIENCE,
                "TOLLGATE_ADMIN_OIDC_ROLE_CLAIM",
                "groups",
                "TOLLGATE_ADMIN_OIDC_ROLES",
                "gate-admins=viewer");
    }

    private static HttpResponse<String> as(AdminUnderTest admin, String token, String path)
            throws Exception {
        return admin.send(admin.request(path).setHeader("Authorization", "Bearer " + token).GET());
    }
}
