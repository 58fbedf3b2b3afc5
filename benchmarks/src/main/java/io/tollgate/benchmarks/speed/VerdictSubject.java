package io.tollgate.benchmarks.speed;

import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.edge.limit.LimitLedger;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.ControlTables;
import io.tollgate.edge.table.RouteTable;
import io.tollgate.edge.verdict.Alarm;
import io.tollgate.edge.verdict.Gatekeeper;
import io.tollgate.edge.verdict.Inquiry;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.embedded.BrokerSettings;
import io.tollgate.embedded.EmbeddedKafka;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an edge judges with, filled as an edge fills it, and a key. Used by one thread. */
public final class VerdictSubject implements AutoCloseable {
    private final ControlTables tables;
    private final CredentialParser parser;
    private final Gatekeeper gatekeeper;
    private final CompiledRoute route;
    private final String secret;
    private final AtomicReference<@Nullable Verdict> heard = new AtomicReference<>();
    private final Consumer<Verdict> hear = heard::set;

    private VerdictSubject(
            ControlTables tables,
            CredentialParser parser,
            Gatekeeper gatekeeper,
            CompiledRoute route,
            String secret) {
        this.tables = tables;
        this.parser = parser;
        this.gatekeeper = gatekeeper;
        this.route = route;
        this.secret = secret;
    }

    /** Fills the tables from a broker, which then ends. */
    public static VerdictSubject open() throws IOException, InterruptedException {
        var random = new SecureRandom();
        byte[] bytes = new byte[KeyForm.RANDOM_BYTES];
        random.nextBytes(bytes);
        var pepper = new Pepper(bytes.clone());
        random.nextBytes(bytes);
        String secret = KeyForm.DEFAULT.mint(Environment.LIVE, bytes);
        KeyHash hash = pepper.hash(secret);
        Path directory = Files.createTempDirectory("tollgate-verdict");
        ControlTables tables;
        try (EmbeddedKafka kafka =
                EmbeddedKafka.start(BrokerSettings.in(directory.resolve("kafka")))) {
            var keys = new ManyKeys(kafka.bootstrapServers());
            keys.prepare();
            keys.write(hash);
            tables = LocalTables.read(kafka.bootstrapServers(), directory.resolve("tables"));
        }
        var _ = tables.knowledge().keys().lookUp(hash);
        var ledger = new LimitLedger("edge", _ -> 0, _ -> false);
        var gatekeeper =
                new Gatekeeper(
                        tables.knowledge(),
                        ledger::charge,
                        System::currentTimeMillis,
                        new Gatekeeper.Workers(Runnable::run, Runnable::run, noAlarm()),
                        1);
        var parser = new CredentialParser(KeyForm.DEFAULT, pepper, () -> false);
        return new VerdictSubject(tables, parser, gatekeeper, route(), secret);
    }

    /** The key as its owner has it. */
    public String secret() {
        return secret;
    }

    /**
     * Judges a request that is to be admitted.
     *
     * @param authorization values of its {@code Authorization} fields
     */
    public Verdict judge(List<String> authorization) {
        var credential = parser.parse(authorization, List.of(), null, "");
        gatekeeper.judge(new Inquiry(route, credential, InetAddress.getLoopbackAddress()), hear);
        if (heard.get() instanceof Verdict.Admitted admitted) {
            return admitted;
        }
        throw new IllegalStateException("not admitted: " + heard.get());
    }

    @Override
    public void close() {
        tables.close();
    }

    private static Alarm noAlarm() {
        return (_, _) -> {
            throw new IllegalStateException("nobody is to be held here");
        };
    }

    private static CompiledRoute route() {
        Route all =
                Route.newBuilder()
                        .setRouteId("all")
                        .setPath("/**")
                        .setUpstreams(List.of("http://127.0.0.1:9"))
                        .build();
        Routes routes =
                Routes.newBuilder()
                        .setVersion(1)
                        .setRoutes(List.of(all))
                        .setUpdatedAt(Instant.EPOCH)
                        .build();
        return Objects.requireNonNull(
                RouteTable.compile(routes, _ -> true).match("localhost", "/", "GET"));
    }
}
