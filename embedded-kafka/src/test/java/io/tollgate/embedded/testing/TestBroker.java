package io.tollgate.embedded.testing;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * A Kafka broker as one test sees it: with names of its own.
 *
 * <p>Injected by {@link BrokerExtension}. Thread-safe, but for stopping and starting.
 */
public final class TestBroker {
    private final SharedBroker shared;
    private final String prefix;
    private final boolean ownedByTest;

    TestBroker(SharedBroker shared, String prefix, boolean ownedByTest) {
        this.shared = shared;
        this.prefix = prefix;
        this.ownedByTest = ownedByTest;
    }

    /** Host and port of the broker, the same for its whole life. */
    public String bootstrapServers() {
        return shared.broker().bootstrapServers();
    }

    /** What topics, groups and transactional ids of this test start with; ends in a dot. */
    public String prefix() {
        return prefix;
    }

    /** What every client of the broker needs to be told, and no more. */
    public Map<String, Object> clientProperties() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    }

    /** An admin client that lives as long as the broker; not to be closed by tests. */
    public Admin admin() {
        return shared.admin();
    }

    /**
     * Takes the broker away: connections break and are refused.
     *
     * @throws IllegalStateException if other tests use the broker too
     */
    public void stop() {
        checkOwned();
        shared.broker().stop();
    }

    /**
     * Brings a stopped broker back, with its data, at the same address.
     *
     * @throws IllegalStateException if other tests use the broker too
     */
    public void start() {
        checkOwned();
        shared.broker().start();
    }

    private void checkOwned() {
        if (!ownedByTest) {
            throw new IllegalStateException(
                    "other tests use this broker too: annotate the test with @OwnBroker");
        }
    }
}
