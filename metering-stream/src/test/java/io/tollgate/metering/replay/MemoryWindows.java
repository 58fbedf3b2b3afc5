package io.tollgate.metering.replay;

import io.tollgate.schemas.Usage;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Windows in memory. */
final class MemoryWindows implements WindowTable {
    private final Map<byte[], Usage> byKey = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public @Nullable Usage get(WindowKey key) {
        return byKey.get(key.bytes());
    }

    @Override
    public void put(Usage usage) {
        byKey.put(WindowKey.of(usage).bytes(), usage);
    }

    @Override
    public void forEach(Consumer<Usage> visitor) {
        byKey.values().forEach(visitor);
    }
}
