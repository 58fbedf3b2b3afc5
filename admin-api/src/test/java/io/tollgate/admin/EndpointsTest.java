package io.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.admin.audit.AuditBook;
import io.tollgate.admin.audit.AuditTrail;
import io.tollgate.admin.explain.LimitViews;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.notice.NoticeBook;
import io.tollgate.admin.notice.QuotaCauses;
import io.tollgate.admin.renewal.PepperRenewal;
import io.tollgate.admin.renewal.SecretsEndpoints;
import io.tollgate.admin.renewal.VaultRenewal;
import io.tollgate.admin.resource.ClaimLinks;
import io.tollgate.admin.resource.KeyMint;
import io.tollgate.admin.resource.OperatorMint;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.Alerts;
import io.tollgate.admin.revocation.EdgeRegister;
import io.tollgate.admin.revocation.Receipts;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.admin.revocation.RevocationLog;
import io.tollgate.admin.security.Hashing;
import io.tollgate.admin.security.MasterKey;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.security.Vault;
import io.tollgate.admin.table.Appender;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.Standing;
import io.tollgate.admin.usage.Gaps;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What holds for every endpoint, whatever it does. */
class EndpointsTest {
    private static final InstantSource CLOCK = () -> Instant.EPOCH;

    @Test
    void everythingUnderV1AsksForAPermission() throws Exception {
        assertThat(endpoints())
                .filteredOn(endpoint -> endpoint.path().startsWith("/v1/"))
                .isNotEmpty()
                .allSatisfy(endpoint ->
                        assertThat(endpoint.permission())
                                .as("%s %s", endpoint.method(), endpoint.path())
                                .isNotNull()
                                .isNotEqualTo(Permission.PUBLIC));
    }

    @Test
    void readingIsEnoughForNothingThatChangesSomething() throws Exception {
        assertThat(endpoints())
                .filteredOn(endpoint -> endpoint.path().startsWith("/v1/"))
                // It asks, with a body since what it asks about may be a secret.
                .filteredOn(endpoint -> !endpoint.path().equals("/v1/keys/explain"))
                .allSatisfy(endpoint -> {
                    String permission = endpoint.permission().name();
                    boolean reading =
                            permission.startsWith("READ_") || permission.equals("SIGNED_IN");
                    assertThat(reading)
                            .as("%s %s", endpoint.method(), endpoint.path())
                            .isEqualTo(endpoint.method().equals("GET"));
                });
    }

    @Test
    void theAuditHasANameOfItsOwnForWhateverChangesSomething() throws Exception {
        assertThat(endpoints())
                .filteredOn(Endpoint::mayChange)
                .filteredOn(endpoint -> endpoint.permission() != Permission.PUBLIC)
                .extracting(Endpoint::deed)
                .doesNotHaveDuplicates()
                .allMatch(deed -> deed.matches("[a-z-]+(\\.[a-z-]+)+"))
                .contains(
                        "owners.create",
                        "owners.change",
                        "keys.create",
                        "keys.import",
                        "keys.rotate",
                        "keys.rotate.finish",
                        "operators.token",
                        "revocations.create",
                        "revocations.withdrawal");
    }

    @Test
    void onlyStatusDocsAndSchemasArePublic() throws Exception {
        assertThat(endpoints())
                .filteredOn(endpoint -> endpoint.permission() == Permission.PUBLIC)
                .extracting(Endpoint::path)
                .allMatch(path ->
                        path.startsWith("/schema-registry")
                                || List.of(
                                                "/",
                                                "/openapi.yaml",
                                                "/docs",
                                                "/docs/{file}",
                                                "/health/live",
                                                "/health/ready",
                                                "/metrics")
                                        .contains(path));
    }

    @Test
    void theDescriptionNamesEveryEndpointAndNoOther() throws Exception {
        var served = new TreeSet<String>();
        endpoints()
                .forEach(endpoint ->
                        served.add(
                                endpoint.method()
                                        + " "
                                        + endpoint.path()
                                        + " "
                                        + endpoint.permission()));

        assertThat(described()).isEqualTo(served);
    }

    /** Reads the file's own layout: paths in two spaces, methods in four, permissions in six. */
    private static Set<String> described() throws Exception {
        var described = new TreeSet<String>();
        String path = "";
        String method = "";
        for (String line : openapi().lines().toList()) {
            if (line.matches("  /.*:")) {
                path = line.strip().substring(0, line.strip().length() - 1);
            } else if (line.matches("    (get|post|put|patch|delete):")) {
                method = line.strip().replace(":", "").toUpperCase(Locale.ROOT);
            } else if (line.startsWith("      x-permission: ")) {
                described.add(
                        method
                                + " "
                                + path
                                + " "
                                + line.substring("      x-permission: ".length()));
            }
        }
        return described;
    }

    private static String openapi() throws Exception {
        try (InputStream in = Admin.class.getResourceAsStream("openapi.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static List<Endpoint> endpoints() throws Exception {
        var topics = new Topics("", Partitions.DEFAULT);
        var edges = new EdgeRegister(Duration.ofMinutes(5), CLOCK, () -> 0);
        var receipts = new Receipts(edges, CLOCK, () -> 0, _ -> {});
        var revocations = new RevocationIndex();
        var nowhere = new Nowhere();
        var backend =
                new Backend(
                        topics,
                        State.empty(),
                        nowhere,
                        revocations,
                        new RevocationLog(
                                topics, nowhere, revocations, receipts, () -> 0, (_, _) -> {}),
                        edges,
                        receipts,
                        new Gaps(),
                        new Alerts(),
                        new AuditTrail((_, _) -> new AuditBook.Stretch(List.of(), 0, true)),
                        new NoticeBook(),
                        new QuotaCauses(),
                        new LimitViews(CLOCK),
                        (_, _) -> {},
                        _ -> Optional.empty());
        var status =
                new StatusEndpoints(
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        () -> true,
                        Standing.Writes::new,
                        () -> 0);
        var minting = new Minting(new Random(1));
        var pepper = new Pepper(new byte[32]);
        var mint = new KeyMint(KeyForm.DEFAULT, minting, Hashing.newest(pepper), () -> "0");
        var operators = new OperatorMint(minting, Hashing.newest(pepper), () -> "0");
        var links =
                new ClaimLinks(
                        backend.state(),
                        topics,
                        nowhere,
                        new ClaimLinks.Making(mint, minting, pepper),
                        Optional.empty(),
                        () -> "0",
                        CLOCK);
        var vault = new Vault(MasterKey.parse(MasterKey.generate()));
        var secrets =
                new SecretsEndpoints(
                        new PepperRenewal(
                                backend.state(), topics, nowhere, pepper, backend.edges()),
                        new VaultRenewal(backend.state(), topics, nowhere, vault));
        return AdminEndpoints.all(
                backend,
                status,
                secrets,
                vault,
                mint,
                operators,
                links,
                (_, _) -> {},
                () -> "0",
                CLOCK);
    }

    /** Writes nothing. */
    private static final class Nowhere implements Ledger, Appender {
        @Override
        public <T> T change(Function<Changes, T> decision) {
            return decision.apply(new Changes());
        }

        @Override
        public boolean writes() {
            return true;
        }

        @Override
        public <V extends SpecificRecord> long append(Topic<V> topic, String key, V value) {
            return 0;
        }

        @Override
        public <V extends SpecificRecord> void appendLater(Topic<V> topic, String key, V value) {}

        @Override
        public <V extends SpecificRecord> void appendToEach(
                Topic<V> topic, String keyPrefix, V value) {}
    }
}
