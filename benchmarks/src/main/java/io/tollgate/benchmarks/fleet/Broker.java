package io.tollgate.benchmarks.fleet;

import io.tollgate.embedded.BrokerSettings;
import io.tollgate.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** A broker as a process of its own: {@code Broker directory port}. */
final class Broker {
    private Broker() {}

    public static void main(String[] arguments) throws Exception {
        var settings =
                BrokerSettings.in(Path.of(arguments[0]))
                        .listeningOn("127.0.0.1", Integer.parseInt(arguments[1]));
        try (EmbeddedKafka _ = EmbeddedKafka.start(settings)) {
            Thread.currentThread().join();
        }
    }
}
