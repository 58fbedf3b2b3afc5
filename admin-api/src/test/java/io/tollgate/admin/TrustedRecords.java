package io.tollgate.admin;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.wire.AvroSerde;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes Avro trust our records before a test builds one; in the program, topics do. */
public final class TrustedRecords implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        try (var serde = new AvroSerde<>(ApiKey.class)) {
            serde.configure(Map.of(), false);
        }
    }
}
