package io.tollgate.embedded.testing;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** A broker and an admin client for it, for as long as the tests that share them run. */
record SharedBroker(RunningBroker broker, Admin admin) implements AutoCloseable {
    static SharedBroker start() {
        var broker = RunningBroker.start(System.getProperty("tollgate.test.broker", "embedded"));
        return new SharedBroker(
                broker,
                Admin.create(
                        Map.<String, Object>of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers())));
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
