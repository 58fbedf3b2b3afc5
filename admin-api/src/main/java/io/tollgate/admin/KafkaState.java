package io.tollgate.admin;

import io.tollgate.admin.audit.AuditTrail;
import io.tollgate.admin.audit.KafkaAuditBook;
import io.tollgate.admin.audit.KafkaAuditing;
import io.tollgate.admin.explain.LimitViews;
import io.tollgate.admin.notice.NoticeBook;
import io.tollgate.admin.notice.QuotaCauses;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.Alerts;
import io.tollgate.admin.revocation.EdgeRegister;
import io.tollgate.admin.revocation.Receipts;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.admin.revocation.RevocationLog;
import io.tollgate.admin.security.BreakGlass;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.table.Feed;
import io.tollgate.admin.table.KafkaAppender;
import io.tollgate.admin.table.KafkaElection;
import io.tollgate.admin.table.KafkaTables;
import io.tollgate.admin.table.KafkaTables.Isolation;
import io.tollgate.admin.table.KafkaWriter;
import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.usage.Gaps;
import io.tollgate.admin.usage.KafkaUsageReader;
import io.tollgate.admin.usage.RocksUsage;
import io.tollgate.schemas.Receipt;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;

/** Everything that is read from Kafka and written to it, up to date when it is made. */
record KafkaState(
        Backend backend,
        KafkaAppender appender,
        KafkaAuditing audit,
        KafkaWriter writer,
        KafkaElection election,
        List<KafkaTables> readers,
        KafkaUsageReader usageReader) {
    private static final Duration CATCH_UP = Duration.ofMinutes(5);
    private static final Map<String, String> ADMIN =
            Map.of("default.api.timeout.ms", "15000", "request.timeout.ms", "10000");

    /**
     * Connects, and reads all that there is; it takes no part in the election of a writer yet.
     *
     * @param pepper by which keys are found, empty if it is still to be made
     * @param heard is told of each receipt as it arises
     * @param parts takes what has to be closed
     * @throws org.apache.kafka.common.KafkaException if Kafka can't be reached
     * @throws IOException if the usage store can't be opened, or the audit's key can't be made
     */
    static KafkaState open(
            AdminSettings settings,
            Topics topics,
            Optional<Pepper> pepper,
            InstantSource clock,
            LongSupplier nanoTicker,
            Consumer<Receipt> heard,
            Parts parts)
            throws IOException, InterruptedException {
        var kafka = settings.kafka();
        var admin = parts.add(Admin.create(kafka.with(ADMIN)));
        new TopicCreator(admin).createMissing(needed(topics));
        var writer = parts.add(new KafkaWriter(kafka, settings.topicPrefix() + "admin-writer"));
        var appender = parts.add(new KafkaAppender(kafka, "revocations"));
        State state = State.empty(pepper);
        var audit = parts.add(audit(settings, admin, topics, state, clock, nanoTicker));
        var book = parts.add(new KafkaAuditBook(kafka, topics.auditAdmin, nanoTicker));
        var usage = parts.add(new RocksUsage(settings.dataDir().resolve("usage")));
        var edges = new EdgeRegister(settings.forgetEdgesAfter(), clock, nanoTicker);
        var receipts =
                new Receipts(
                        edges,
                        clock,
                        nanoTicker,
                        heard.andThen(receipt -> write(appender, topics, receipt)));
        var revocations = new RevocationIndex();
        var backend =
                new Backend(
                        topics,
                        state,
                        audit.audited(writer),
                        revocations,
                        new RevocationLog(
                                topics,
                                appender,
                                revocations,
                                receipts,
                                nanoTicker,
                                audit.revocations()),
                        edges,
                        receipts,
                        new Gaps(),
                        new Alerts(),
                        new AuditTrail(book),
                        new NoticeBook(),
                        new QuotaCauses(),
                        new LimitViews(clock),
                        usage,
                        usage::lastUse);
        List<KafkaTables> readers = read(settings, backend, nanoTicker);
        readers.forEach(parts::add);
        readers.forEach(writer::readBackFrom);
        for (KafkaTables reader : readers) {
            reader.awaitCaughtUp(CATCH_UP);
        }
        var election =
                parts.add(
                        new KafkaElection(
                                kafka,
                                settings.topicPrefix() + "admins",
                                topics.routes.name(),
                                writer,
                                () ->
                                        audit.goesOn()
                                                && readers.stream().noneMatch(KafkaTables::failed),
                                nanoTicker));
        var limits = parts.add(limits(kafka, backend, settings.notices().quotas(), nanoTicker));
        var usageTopics = List.of(topics.usageMinute, topics.usageHour, topics.usageDay);
        var usageReader = parts.add(KafkaUsageReader.start(kafka, admin, usageTopics, usage));
        parts.add(() -> {
            // Each ends with what its broker waits to answer: all at once, and not in turn.
            usageReader.end();
            limits.end();
            readers.forEach(KafkaTables::end);
        });
        return new KafkaState(backend, appender, audit, writer, election, readers, usageReader);
    }

    private static KafkaAuditing audit(
            AdminSettings settings,
            Admin admin,
            Topics topics,
            State state,
            InstantSource clock,
            LongSupplier nanoTicker)
            throws IOException {
        return KafkaAuditing.open(
                settings.audit(),
                settings.kafka(),
                admin,
                topics.auditAdmin,
                settings.writerId(),
                state,
                List.of(new KeyForm(settings.brand()), Minting.TOKEN_FORM, BreakGlass.FORM),
                clock,
                nanoTicker);
    }

    /** Each on a thread of its own: a million keys must not delay a receipt. */
    private static List<KafkaTables> read(
            AdminSettings settings, Backend backend, LongSupplier nanoTicker) {
        var kafka = settings.kafka();
        var topics = backend.topics();
        var denials =
                new Feed<>(
                        topics.revocations,
                        next ->
                                backend.revocations()
                                        .take(next)
                                        .ifPresent(backend.revocationLog()::arrived));
        var heartbeats =
                new Feed<>(
                        topics.edges,
                        next -> backend.edges().take(next).ifPresent(backend.receipts()::heard));
        return List.of(
                KafkaTables.start(
                        kafka, Isolation.UNCOMMITTED, "revocations", List.of(denials), nanoTicker),
                KafkaTables.start(
                        kafka, Isolation.UNCOMMITTED, "edges", List.of(heartbeats), nanoTicker),
                KafkaTables.start(
                        kafka,
                        Isolation.COMMITTED,
                        "state",
                        backend.state().feeds(topics),
                        nanoTicker),
                KafkaTables.start(
                        kafka,
                        Isolation.COMMITTED,
                        "history",
                        List.of(
                                new Feed<>(topics.alerts, backend.alerts()),
                                new Feed<>(topics.gaps, backend.gaps()),
                                new Feed<>(topics.receipts, backend.receipts()),
                                new Feed<>(topics.notifications, backend.notices())),
                        nanoTicker));
    }

    /** Not waited for: there is much of it, and only what comes last counts. */
    private static KafkaTables limits(
            KafkaConnection kafka, Backend backend, boolean notices, LongSupplier nanoTicker) {
        RecordSink<Throttle> both =
                next -> {
                    backend.limitViews().accept(next);
                    backend.quotas().accept(next);
                };
        return KafkaTables.start(
                kafka,
                Isolation.UNCOMMITTED,
                "limits",
                List.of(
                        new Feed<>(
                                backend.topics().throttles, notices ? both : backend.limitViews())),
                nanoTicker);
    }

    private static void write(KafkaAppender appender, Topics topics, Receipt receipt) {
        String key = receipt.getRevocationId() + "|" + receipt.getEdgeId();
        appender.appendLater(topics.receipts, key, receipt);
    }

    private static List<Topic<?>> needed(Topics topics) {
        return List.of(
                topics.keys,
                topics.owners,
                topics.plans,
                topics.routes,
                topics.rules,
                topics.revocations,
                topics.operators,
                topics.vault,
                topics.claims,
                topics.edges,
                topics.receipts,
                topics.alerts,
                topics.gaps,
                topics.notifications,
                topics.auditAdmin,
                topics.throttles,
                topics.usageMinute,
                topics.usageHour,
                topics.usageDay);
    }
}
