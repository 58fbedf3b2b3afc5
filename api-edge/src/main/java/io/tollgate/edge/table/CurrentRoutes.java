package io.tollgate.edge.table;

import io.tollgate.schemas.Routes;
import io.tollgate.schemas.wire.AvroSerde;
import io.tollgate.schemas.wire.UndecodableRecordException;
import java.net.URI;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route table in force: the newest that is not broken. Thread-safe to ask; changes come from
 * one thread.
 */
final class CurrentRoutes implements SmallTable, Supplier<RouteTable> {
    private static final Logger log = LoggerFactory.getLogger(CurrentRoutes.class);

    private final AvroSerde<Routes> serde;
    private final Predicate<URI> allowedUpstream;
    private volatile RouteTable current = RouteTable.EMPTY;
    private volatile Set<String> keys = Set.of();

    CurrentRoutes(AvroSerde<Routes> serde, Predicate<URI> allowedUpstream) {
        this.serde = serde;
        this.allowedUpstream = allowedUpstream;
    }

    @Override
    public RouteTable get() {
        return current;
    }

    @Override
    public Keep put(String key, byte[] value, long offset) {
        try {
            Routes routes = serde.deserialize("routes", value);
            if (routes != null) {
                current = RouteTable.compile(routes, allowedUpstream);
                keys = Set.of(key);
            }
            return Keep.STORE;
        } catch (UndecodableRecordException | IllegalArgumentException e) {
            log.atError()
                    .addKeyValue("offset", offset)
                    .addKeyValue("reason", e.getMessage())
                    .addKeyValue("inForce", current.version())
                    .log("a route table is broken, so the one before stays in force");
            return Keep.LEAVE;
        }
    }

    @Override
    public void remove(String key) {
        current = RouteTable.EMPTY;
        keys = Set.of();
    }

    @Override
    public Set<String> keys() {
        return keys;
    }
}
