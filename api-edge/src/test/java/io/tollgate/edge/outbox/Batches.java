package io.tollgate.edge.outbox;

import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.wire.AvroSerde;
import java.util.List;
import java.util.Objects;

/** Reads records back in tests. */
final class Batches {
    private static final AvroSerde<RequestBatch> SERDE = new AvroSerde<>(RequestBatch.class);

    private Batches() {}

    static RequestBatch read(byte[] value) {
        return Objects.requireNonNull(SERDE.deserialize("requests", value));
    }

    static RequestEvent event(Entry entry) {
        byte[] value = new EventCodec().batch("E", "b", entry.ownerId(), 0, List.of(entry));
        return read(value).getEvents().getFirst();
    }
}
