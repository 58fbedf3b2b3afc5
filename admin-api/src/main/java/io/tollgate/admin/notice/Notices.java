package io.tollgate.admin.notice;

import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.admin.resource.ClaimPost;
import io.tollgate.admin.security.SecretFile;
import io.tollgate.admin.security.WebhookSecret;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells owners and operators what happens, from the one instance that writes: looks for causes,
 * writes down what is to be told, and delivers it, round after round. Thread-safe.
 */
public final class Notices implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Notices.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int SECRET_BYTES = 32;

    private final NoticeDesk desk;
    private final NoticeRounds rounds;
    private final ParallelDispatch dispatch;
    private final JettyWebhooks webhooks;
    private final ClaimMail claimMail;
    private final Ledger ledger;
    private final InstantSource clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("notices").daemon().factory());

    private Notices(
            NoticeDesk desk,
            NoticeRounds rounds,
            ParallelDispatch dispatch,
            JettyWebhooks webhooks,
            ClaimMail claimMail,
            Ledger ledger,
            InstantSource clock) {
        this.desk = desk;
        this.rounds = rounds;
        this.dispatch = dispatch;
        this.webhooks = webhooks;
        this.claimMail = claimMail;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Begins to tell; the book must hold all that the topic holds.
     *
     * @param random a cryptographic source of randomness
     * @throws IOException if a secret can't be read
     */
    public static Notices start(
            NoticeSettings settings,
            NoticeSources sources,
            NoticeBook book,
            Topics topics,
            Ledger ledger,
            MeterRegistry registry,
            InstantSource clock,
            RandomGenerator random)
            throws IOException {
        var metrics = new NoticeMetrics(registry, book);
        var recipients = recipients(settings, sources, random);
        Authorities authorities = Authorities.with(settings.trustedCertificates());
        var letters = new Letters(sources.links()::renew);
        Courier<Address.Mailbox> mail = mail(settings, letters, authorities);
        var guard = new WebhookGuard(InetAddress::getAllByName, settings.internalWebhooks());
        var webhooks = JettyWebhooks.start(guard, authorities, clock, PATIENCE);
        var dispatch =
                new ParallelDispatch(
                        book, recipients, new Couriers(webhooks, mail), metrics::attempted);
        var notices =
                new Notices(
                        new NoticeDesk(sources.causes(clock), recipients, book, topics, ledger),
                        new NoticeRounds(
                                book,
                                recipients,
                                dispatch,
                                new Backoff(random),
                                settings.giveUpAfter(),
                                topics,
                                ledger),
                        dispatch,
                        webhooks,
                        new ClaimMail(recipients, topics),
                        ledger,
                        clock);
        var _ =
                notices.timer.scheduleWithFixedDelay(
                        notices::round, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return notices;
    }

    /** Sends links to owners. */
    public ClaimPost claimPost() {
        return claimMail;
    }

    /** Ends: an attempt under way gets some seconds, then counts as lost. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(4, TimeUnit.SECONDS)) {
                timer.shutdownNow();
                var _ = timer.awaitTermination(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dispatch.close();
        webhooks.close();
    }

    private void round() {
        try {
            if (ledger.writes()) {
                desk.file(clock.instant());
                boolean more = true;
                while (more && !timer.isShutdown()) {
                    more = rounds.deliver(clock.instant()) > 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (WriteRefusedException e) {
            log.atInfo().addKeyValue("reason", e.reason()).log("notifications wait");
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("notifications wait");
        }
    }

    private static Recipients recipients(
            NoticeSettings settings, NoticeSources sources, RandomGenerator random)
            throws IOException {
        Optional<Address.Webhook> webhook = Optional.empty();
        if (settings.webhook().isPresent()) {
            var file = new SecretFile(settings.webhookSecretFile());
            String secret =
                    file.readOrCreate(() -> {
                        byte[] bytes = new byte[SECRET_BYTES];
                        random.nextBytes(bytes);
                        return WebhookSecret.format(bytes);
                    });
            webhook =
                    Optional.of(new Address.Webhook(settings.webhook().get(), parse(secret, file)));
        }
        return new Recipients(
                webhook,
                settings.mailTo().map(Address.Mailbox::new),
                settings.smtp().isPresent(),
                sources.contacts());
    }

    private static WebhookSecret parse(String secret, SecretFile file) throws IOException {
        try {
            return WebhookSecret.parse(secret);
        } catch (IllegalArgumentException e) {
            throw new IOException(file.path() + ": " + e.getMessage(), e);
        }
    }

    private static Courier<Address.Mailbox> mail(
            NoticeSettings settings, Letters letters, Authorities authorities) throws IOException {
        if (settings.smtp().isEmpty()) {
            return (_, _) -> new Outcome.Refused("no mail server is set");
        }
        SmtpSettings smtp = settings.smtp().get();
        Optional<String> password = Optional.empty();
        if (smtp.passwordFile().isPresent()) {
            var file = new SecretFile(smtp.passwordFile().get());
            password = file.read();
            if (password.isEmpty()) {
                throw new IOException(file.path() + " is missing; it must hold the mail password");
            }
        }
        return new SmtpMail(smtp, password, letters, authorities, PATIENCE);
    }
}
