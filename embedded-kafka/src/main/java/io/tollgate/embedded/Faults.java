package io.tollgate.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes wrong inside the broker: logged, and told to whoever asked to hear of it.
 *
 * <p>Kafka's own handlers end the process on a fatal fault, which is not for a guest in it to do.
 * Thread-safe.
 */
final class Faults implements FaultHandlerFactory {
    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    private final CompletableFuture<Throwable> firstFatal = new CompletableFuture<>();

    /** Completes with the first fault that the broker does not survive. */
    CompletionStage<Throwable> fatal() {
        return firstFatal.minimalCompletionStage();
    }

    @Override
    public FaultHandler build(String part, boolean fatal, Runnable action) {
        return (what, cause) -> {
            var fault = new FaultHandlerException(part + ": " + what, cause);
            log.atError()
                    .addKeyValue("part", part)
                    .addKeyValue("fatal", fatal)
                    .setCause(fault)
                    .log("embedded broker fault");
            action.run();
            if (fatal) {
                firstFatal.complete(fault);
            }
            return fault;
        };
    }
}
