package io.tollgate.edge.door;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.limit.LimitWindow;
import io.tollgate.edge.limit.Quota;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.table.SourceRange;
import io.tollgate.edge.verdict.Inquiry;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.wire.AvroSerde;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Open doors on free ports, with everything behind them in the hands of a test. */
final class Doors implements AutoCloseable {
    static final String SECRET = KeyForm.DEFAULT.mint(Environment.LIVE, random(1));
    static final String UNKNOWN_SECRET = KeyForm.DEFAULT.mint(Environment.LIVE, random(2));
    static final String LOOPBACK = "127.0.0.1";
    static final long NOON = 1_800_000_000_000L;
    static final LimitSpec MINUTE =
            new LimitSpec(
                    "minute",
                    10,
                    new LimitWindow.Sliding(Duration.ofMinutes(1)),
                    LimitScope.KEY,
                    true);
    static final Charge CHARGE =
            new Charge(
                    "minute",
                    LimitScope.KEY,
                    LimitKind.RATE,
                    "PT1M",
                    Instant.ofEpochMilli(NOON),
                    10L,
                    1L);
    static final KeyEntry KEY =
            new KeyEntry(
                    "key_1",
                    "acme",
                    "free",
                    Environment.LIVE,
                    Set.of("write", "read"),
                    Map.of(),
                    List.of(),
                    List.of(),
                    KeyState.ACTIVE,
                    0,
                    Long.MAX_VALUE);

    private static final Pepper PEPPER = new Pepper(new byte[32]);

    final FakeEventLog log = new FakeEventLog();
    final DoorMetrics metrics = new DoorMetrics();
    final OpenExchanges open = new OpenExchanges(System::nanoTime);
    final List<Inquiry> inquiries = new CopyOnWriteArrayList<>();
    final List<Charge> released = new CopyOnWriteArrayList<>();
    final List<String> unready = new CopyOnWriteArrayList<>();
    volatile CompiledRoute route;
    volatile boolean urgent;
    volatile List<SourceRange> trusted = List.of();
    volatile Function<Inquiry, Verdict> judge = this::admitTheKey;
    final DoorServer server;

    Doors(CompiledRoute route) {
        this(route, List.of());
    }

    Doors(CompiledRoute route, List<SourceRange> trustedProxies) {
        this(route, trustedProxies, null);
    }

    Doors(CompiledRoute route, ClientBounds bounds) {
        this(route, List.of(), null, bounds);
    }

    Doors(CompiledRoute route, List<SourceRange> trustedProxies, @Nullable TlsFiles tls) {
        this(route, trustedProxies, tls, ClientBounds.DEFAULT);
    }

    private Doors(
            CompiledRoute route,
            List<SourceRange> trustedProxies,
            @Nullable TlsFiles tls,
            ClientBounds bounds) {
        this.route = route;
        var judging =
                new Judging(
                        (_, path, _) -> path.startsWith("/nothing") ? null : this.route,
                        new CredentialParser(KeyForm.DEFAULT, PEPPER, () -> false),
                        (inquiry, then) -> {
                            inquiries.add(inquiry);
                            then.accept(judge.apply(inquiry));
                        },
                        new RequestIds(() -> random(3)),
                        trustedProxies);
        var books =
                new Books(
                        log,
                        (_, _, charges) -> released.addAll(charges),
                        metrics,
                        System::nanoTime);
        server =
                DoorServer.start(
                        new Listening(
                                LOOPBACK,
                                LOOPBACK,
                                0,
                                0,
                                tls,
                                8 << 10,
                                Duration.ofSeconds(5),
                                1000,
                                bounds),
                        new DoorServer.Equipment(
                                judging,
                                books,
                                open,
                                AllowedUpstreams.LOOPBACK,
                                false,
                                new Operations() {
                                    @Override
                                    public List<String> unready() {
                                        return unready;
                                    }

                                    @Override
                                    public String metrics() {
                                        return "tollgate_up 1\n";
                                    }
                                }));
    }

    static CompiledRoute route(UnaryOperator<Route.Builder> more, URI... upstreams) {
        // Avro makes no records of classes that nobody declared trusted, as the serde does.
        new AvroSerde<>(Routes.class).close();
        var builder =
                Route.newBuilder()
                        .setRouteId("all")
                        .setPath("/**")
                        .setUpstreams(List.of(upstreams).stream().map(URI::toString).toList());
        return new CompiledRoute(
                more.apply(builder).build(), List.of(upstreams), Set.of(), Set.of());
    }

    static byte[] random(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    Verdict admitTheKey(Inquiry inquiry) {
        return switch (inquiry.credential()) {
            case Credential.Missing() ->
                    new Verdict.Refused(Outcome.NO_CREDENTIAL, null, "none", List.of());
            case Credential.Malformed(String rule) ->
                    new Verdict.Refused(Outcome.MALFORMED, null, rule, List.of());
            case Credential.Conflicting() ->
                    new Verdict.Refused(
                            Outcome.MALFORMED, null, "two credentials that differ", List.of());
            case Credential.Presented(var hash) ->
                    hash.equals(PEPPER.hash(SECRET))
                            ? admitted(inquiry)
                            : new Verdict.Refused(Outcome.UNKNOWN_KEY, null, "unknown", List.of());
        };
    }

    private Verdict admitted(Inquiry inquiry) {
        CompiledRoute matched = inquiry.route();
        return matched == null
                ? new Verdict.Refused(Outcome.NO_ROUTE, KEY, "no route", List.of())
                : new Verdict.Admitted(
                        matched,
                        KEY,
                        NOON,
                        List.of(CHARGE),
                        List.of(new Quota(MINUTE, 9, 30)),
                        urgent);
    }

    int port() {
        return server.port();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    int privatePort() {
        return server.privatePort();
    }

    @Override
    public void close() {
        server.close();
    }
}
