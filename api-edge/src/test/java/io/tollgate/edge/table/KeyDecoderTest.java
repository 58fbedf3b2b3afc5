package io.tollgate.edge.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.Samples;
import org.junit.jupiter.api.Test;

class KeyDecoderTest {
    @Test
    void aKeyCountsForItselfUnlessItSucceedsAnother() {
        var first = KeyDecoder.entry(Samples.key("key_1").build());
        var second = KeyDecoder.entry(Samples.key("key_2").setLimitSubject("key_1").build());

        assertThat(first).isEqualTo(Samples.entry("key_1"));
        assertThat(second).isEqualTo(Samples.successor("key_2", "key_1"));
    }
}
