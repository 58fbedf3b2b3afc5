package io.tollgate.admin;

import com.github.f4b6a3.ulid.UlidCreator;
import io.tollgate.admin.claim.ClaimAlarm;
import io.tollgate.admin.claim.ClaimForm;
import io.tollgate.admin.http.HttpRelay;
import io.tollgate.admin.http.JavalinDoor;
import io.tollgate.admin.http.Listener;
import io.tollgate.admin.leak.LeakDoor;
import io.tollgate.admin.notice.NoticeSources;
import io.tollgate.admin.notice.Notices;
import io.tollgate.admin.oidc.NimbusIdTokens;
import io.tollgate.admin.renewal.PepperRenewal;
import io.tollgate.admin.renewal.Renewals;
import io.tollgate.admin.renewal.SecretsEndpoints;
import io.tollgate.admin.renewal.SecretsSeal;
import io.tollgate.admin.renewal.VaultRenewal;
import io.tollgate.admin.resource.ClaimLinks;
import io.tollgate.admin.resource.Contacts;
import io.tollgate.admin.resource.KeyMint;
import io.tollgate.admin.resource.OperatorMint;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.Pulses;
import io.tollgate.admin.security.Authenticator;
import io.tollgate.admin.security.BreakGlass;
import io.tollgate.admin.security.Hashing;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.security.SignIn;
import io.tollgate.admin.table.KafkaTables;
import io.tollgate.admin.table.Standing;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.FileModes;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running instance of the admin API. One instance of an installation is elected to write; the
 * others answer reads, and pass on to it what writes. Thread-safe.
 */
public final class Admin implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Admin.class);
    private static final Duration MOST_ELECTING = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Parts parts;
    private final JavalinDoor door;
    private final Optional<LeakDoor> leaks;

    private Admin(Parts parts, JavalinDoor door, Optional<LeakDoor> leaks) {
        this.parts = parts;
        this.door = door;
        this.leaks = leaks;
    }

    /**
     * Starts an instance, which serves when this returns.
     *
     * @throws io.tollgate.settings.InvalidSettingsException if this is production and a choice is
     *     too weak for it
     * @throws io.tollgate.admin.http.PortInUseException if something else listens on its port
     * @throws io.tollgate.schemas.topics.MissingTopicException if topics are missing and can't be
     *     created
     * @throws org.apache.kafka.common.KafkaException if Kafka can't be reached
     * @throws IOException if a secret or the usage store can't be read or made
     */
    public static Admin start(AdminSettings settings) throws IOException, InterruptedException {
        Optional<Pepper> pepper = FirstStart.presentPepper(settings);
        AdminProduction.check(settings, pepper, FileModes.onDisk());
        var parts = new Parts();
        try {
            return start(settings, pepper, parts);
        } catch (IOException | InterruptedException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /** The port that the API listens on. */
    public int port() {
        return door.port();
    }

    /** The port of the listener for reports of leaks; empty if none may be made. */
    public OptionalInt leakPort() {
        return leaks.map(open -> OptionalInt.of(open.port())).orElse(OptionalInt.empty());
    }

    /** Stops: no more calls, then no more pulses, then Kafka; each within seconds. */
    @Override
    public void close() {
        parts.close();
        log.atInfo().log("admin API stopped");
    }

    private static Admin start(AdminSettings settings, Optional<Pepper> present, Parts parts)
            throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        LongSupplier nanoTicker = System::nanoTime;
        Supplier<String> ulids = () -> UlidCreator.getMonotonicUlid().toString();
        var random = new SecureRandom();
        var minting = new Minting(random);
        var topics =
                new Topics(
                        settings.topicPrefix(), Partitions.DEFAULT, settings.requestsGeneration());
        var metrics = new AdminMetrics();
        KafkaState kafka =
                KafkaState.open(
                        settings, topics, present, clock, nanoTicker, metrics::heard, parts);
        metrics.watch(kafka);
        var first = new FirstStart(settings, kafka.backend().state(), minting);
        var pepper = first.pepper();
        var vault = first.vault();
        Backend backend = kafka.backend();
        State state = backend.state();
        var pepperRenewal =
                new PepperRenewal(state, topics, backend.ledger(), pepper, backend.edges());
        FirstStart.demand(pepper, pepperRenewal.newestInUse(), settings.pepper());
        var vaultRenewal = new VaultRenewal(state, topics, backend.ledger(), vault);
        var seal = new SecretsSeal(state, topics, backend.ledger(), pepper, vault, clock);
        FirstStart.demand(seal, settings);
        var hashing = new Hashing(pepper, pepperRenewal::version);
        String writer = settings.writerId();
        parts.add(
                Pulses.start(
                        topics,
                        kafka.appender(),
                        clock,
                        writer,
                        backend.revocations().lastPulse(writer),
                        backend.state().keys().lastPulse(writer)));
        var authenticator =
                new Authenticator(
                        backend.state().operators()::all,
                        pepper,
                        clock,
                        otherSignIns(settings, parts, clock, nanoTicker));
        var mint = new KeyMint(new KeyForm(settings.brand()), minting, hashing, ulids);
        var links =
                new ClaimLinks(
                        backend.state(),
                        topics,
                        backend.ledger(),
                        new ClaimLinks.Making(mint, minting, pepper),
                        settings.claimAddress(),
                        ulids,
                        clock);
        var notices =
                parts.add(
                        Notices.start(
                                settings.notices(),
                                new NoticeSources(
                                        backend.state(),
                                        backend.revocations(),
                                        backend.alerts(),
                                        backend.quotas(),
                                        new Contacts(backend.state(), vault),
                                        links),
                                backend.notices(),
                                topics,
                                backend.ledger(),
                                metrics.registry(),
                                clock,
                                random));
        var relay =
                parts.add(
                        new HttpRelay(
                                kafka.election(),
                                kafka.writer()::awaitOthers,
                                nanoTicker,
                                javaTls()));
        var claimForm =
                new ClaimForm(
                        links::fetch,
                        new ClaimAlarm(backend.alerts()::knows, topics, kafka.appender(), clock),
                        settings.leaks().turns(nanoTicker),
                        relay);
        var started = new AtomicBoolean();
        var endpoints =
                new ArrayList<>(
                        AdminEndpoints.all(
                                backend,
                                status(kafka, metrics, started),
                                new SecretsEndpoints(pepperRenewal, vaultRenewal),
                                vault,
                                mint,
                                new OperatorMint(minting, hashing, ulids),
                                links,
                                notices.claimPost(),
                                ulids,
                                clock));
        endpoints.add(claimForm.passedOn());
        var door =
                JavalinDoor.open(
                        Listener.unlimited(
                                "the admin API",
                                settings.bindAddress(),
                                settings.port(),
                                "TOLLGATE_ADMIN_PORT"),
                        endpoints,
                        authenticator,
                        metrics::answered,
                        kafka.audit().refusals(),
                        relay);
        parts.add(door);
        kafka.election().join(settings.reachedAt(door.port()));
        if (isToBegin(first, seal, kafka, nanoTicker)) {
            // Before anything is made with secrets that another instance may not have.
            seal.round();
            FirstStart.demand(seal, settings);
            first.operator(backend.ledger(), topics, pepper, ulids, clock);
            first.rules(backend.ledger(), topics, clock);
        }
        FirstStart.demand(seal, settings);
        started.set(true);
        parts.add(Renewals.start(List.of(pepperRenewal, vaultRenewal, seal)));
        log.atInfo().addKeyValue("port", door.port()).log("admin API serves");
        Optional<LeakDoor> leaks =
                new Leaks(kafka, metrics, pepper, authenticator, claimForm)
                        .open(settings, ulids, clock, nanoTicker);
        leaks.ifPresent(parts::add);
        return new Admin(parts, door, leaks);
    }

    private static List<SignIn> otherSignIns(
            AdminSettings settings, Parts parts, InstantSource clock, LongSupplier nanoTicker) {
        var ways = new ArrayList<SignIn>();
        ways.add(new BreakGlass(settings.breakGlassFile()));
        settings.oidc()
                .ifPresent(oidc -> ways.add(parts.add(NimbusIdTokens.of(oidc, clock, nanoTicker))));
        return ways;
    }

    private static SSLContext javaTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java can't do TLS", e);
        }
    }

    /** Whether it is this instance's to make what is missing, and not another one's. */
    private static boolean isToBegin(
            FirstStart first, SecretsSeal seal, KafkaState kafka, LongSupplier nanoTicker)
            throws IOException, InterruptedException {
        long end = nanoTicker.getAsLong() + MOST_ELECTING.toNanos();
        while (first.isUnfinished()) {
            switch (kafka.election().standing()) {
                case Standing.Writes() -> {
                    return true;
                }
                case Standing.Follows _ when seal.isSet() || first.isBegun() -> {
                    return false;
                }
                case Standing.Out() -> {
                    return false;
                }
                case Standing other -> {
                    if (end - nanoTicker.getAsLong() < 0) {
                        throw new IOException(
                                "no instance was elected to write within "
                                        + MOST_ELECTING
                                        + "; the log says why");
                    }
                    var _ = kafka.election().awaitOther(other, LOOK);
                }
            }
        }
        return false;
    }

    private static StatusEndpoints status(
            KafkaState kafka, AdminMetrics metrics, AtomicBoolean started) {
        return new StatusEndpoints(
                metrics.registry(),
                () -> started.get() && kafka.readers().stream().noneMatch(KafkaTables::failed),
                kafka.election()::standing,
                () -> kafka.readers().getFirst().silence().toMillis());
    }
}
