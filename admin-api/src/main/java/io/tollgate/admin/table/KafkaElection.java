package io.tollgate.admin.table;

import io.tollgate.settings.KafkaConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a consumer group elect the instance that writes: Kafka tells who is there, and misses who is
 * not within seconds. That two believe for a moment to be elected does no harm, as the one that
 * took over last has fenced the other. Thread-safe.
 *
 * <pre>
 * WAITING --elected, taken over--&gt; WRITES --fenced--&gt; WAITING (asks whether it is elected still)
 *    |  ^                             |
 *    |  +-----------------------------+ another is elected
 *    v                                v
 *  FOLLOWS &lt;--------------------------+          any --can't write any more--&gt; OUT
 * </pre>
 */
public final class KafkaElection implements Election, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaElection.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long RETRY_MILLIS = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final KafkaWriter writer;
    private final BooleanSupplier fit;
    private final LongSupplier nanoTicker;
    private final KafkaPolling polling;
    private final Ballot ballot = new Ballot();
    private Standing standing = new Standing.Waiting();
    private URI address = URI.create("");

    /** What the group said last. Touched by the polling thread alone. */
    private final class Ballot implements KafkaCandidacy.Voter {
        private Standing result = new Standing.Waiting();
        private boolean itself;
        private boolean led;
        private long term;

        @Override
        public Candidate candidate() {
            return new Candidate(itself && writer.writes() ? term : 0, address);
        }

        @Override
        public void elected(URI elected, boolean isItself, long newTerm) {
            // A writer that is elected again keeps the term in which it took over.
            led = itself && isItself && writer.writes();
            term = led ? term : newTerm;
            itself = isItself;
            result = isItself ? new Standing.Waiting() : new Standing.Follows(elected);
            if (!isItself && elected.equals(address)) {
                log.atError()
                        .addKeyValue("advertisedUrl", address)
                        .log("two instances say that they are reached there; give each its own");
            }
        }

        void forget(Standing now) {
            itself = false;
            result = now;
        }
    }

    /**
     * An election that this instance does not take part in yet.
     *
     * @param group name of the installation's instances together
     * @param topic any topic that is there; nothing of it is needed
     * @param writer takes over when this instance is elected
     * @param fit whether this instance can still write; once it can't, it leaves for good
     */
    public KafkaElection(
            KafkaConnection kafka,
            String group,
            String topic,
            KafkaWriter writer,
            BooleanSupplier fit,
            LongSupplier nanoTicker) {
        this.topic = topic;
        this.writer = writer;
        this.fit = fit;
        this.nanoTicker = nanoTicker;
        this.consumer =
                new KafkaConsumer<>(
                        kafka.with(
                                Map.of(
                                        "group.id",
                                        group,
                                        "client.id",
                                        "admin-election",
                                        "group.protocol",
                                        "classic",
                                        "partition.assignment.strategy",
                                        KafkaCandidacy.class.getName(),
                                        KafkaCandidacy.VOTER,
                                        ballot,
                                        "enable.auto.commit",
                                        "false",
                                        "auto.offset.reset",
                                        "latest",
                                        // The least that brokers allow unless they are told.
                                        "session.timeout.ms",
                                        "6000",
                                        "heartbeat.interval.ms",
                                        "250",
                                        "max.poll.interval.ms",
                                        "120000")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.polling = new KafkaPolling("election", consumer, this::run);
    }

    /** Takes part from now on, reached by others at an address. */
    public void join(URI advertised) {
        address = advertised;
        polling.start();
    }

    @Override
    public synchronized Standing standing() {
        // Whoever was fenced just now must not answer before it took over again.
        return standing instanceof Standing.Writes && !writer.writes()
                ? new Standing.Waiting()
                : standing;
    }

    @Override
    public synchronized Standing awaitOther(Standing than, Duration most)
            throws InterruptedException {
        long end = nanoTicker.getAsLong() + most.toNanos();
        while (standing().equals(than)) {
            long left = end - nanoTicker.getAsLong();
            if (left <= 0) {
                return than;
            }
            wait(Math.ceilDiv(left, 1_000_000L));
        }
        return standing();
    }

    /** Leaves, so that another is elected at once. */
    @Override
    public void close() {
        polling.close();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic));
            while (polling.goesOn()) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("this instance takes no part in the election any more");
        } finally {
            writer.follow();
            tell(new Standing.Out());
        }
    }

    private void turn() throws InterruptedException {
        try {
            if (!fit.getAsBoolean() && !(ballot.result instanceof Standing.Out)) {
                log.atError().log("this instance can't write any more; it answers reads only");
                consumer.unsubscribe();
                ballot.forget(new Standing.Out());
            }
            if (ballot.result instanceof Standing.Out) {
                Thread.sleep(POLL);
            } else {
                consumer.poll(POLL);
            }
            tell(followed());
        } catch (WakeupException e) {
            log.atDebug().log("the election ends");
        } catch (KafkaException e) {
            log.atWarn().setCause(e).log("the election of a writer goes on in a moment");
            Thread.sleep(RETRY_MILLIS);
        }
    }

    /** Does what the group said, and tells where that leaves this instance. */
    private Standing followed() throws InterruptedException {
        if (!ballot.itself) {
            if (writer.writes()) {
                writer.follow();
                log.atInfo().log("another instance writes now");
            }
            return ballot.result;
        }
        if (!writer.writes()) {
            tell(new Standing.Waiting());
            if (ballot.led) {
                // Whoever fenced it may be elected meanwhile, and must not be fenced in turn.
                ballot.forget(new Standing.Waiting());
                consumer.enforceRebalance("fenced");
                return ballot.result;
            }
            writer.lead();
            ballot.led = true;
            log.atInfo().addKeyValue("term", ballot.term).log("this instance writes now");
        }
        return new Standing.Writes();
    }

    private synchronized void tell(Standing now) {
        if (!standing.equals(now)) {
            standing = now;
            notifyAll();
        }
    }
}
