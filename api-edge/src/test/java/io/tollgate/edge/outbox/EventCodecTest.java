package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.wire.AvroSerde;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private final EventCodec codec = new EventCodec();

    @Test
    void putsARecordTogetherAsTheSerdeWouldWriteIt() {
        EventDraft first = Events.admitted("acme", "r1");
        EventDraft second = Events.event(Phase.FINISHED, "acme", "r2", List.of());

        byte[] value =
                codec.batch(
                        "EDGE",
                        "boot",
                        "acme",
                        5,
                        List.of(codec.entry(first, 7), codec.entry(second, 9)));

        var batch =
                new RequestBatch(
                        "EDGE", "boot", "acme", 5L, List.of(first.numbered(7), second.numbered(9)));
        try (var serde = new AvroSerde<>(RequestBatch.class)) {
            assertThat(serde.deserialize("requests", value)).isEqualTo(batch);
            assertThat(value).isEqualTo(serde.serialize("requests", batch));
        }
    }

    @Test
    void readsFromDiskWhatItWrote() {
        Entry known = codec.entry(Events.admitted("acme", "r1"), 0);
        Entry anonymous = codec.entry(Events.event(Phase.WHOLE, null, "", List.of()), 1);

        List<Entry> read = EventCodec.entries(EventCodec.stored(List.of(known, anonymous)));

        assertThat(read).extracting(Entry::ownerId).containsExactly("acme", "");
        assertThat(read)
                .extracting(Entry::encoded)
                .containsExactly(known.encoded(), anonymous.encoded());
    }

    @Test
    void knowsTheChargesOfAnEventThatComesFromDisk() {
        Entry fresh = codec.entry(Events.admitted("acme", "r1"), 0);

        Entry read = EventCodec.entries(EventCodec.stored(List.of(fresh))).getFirst();

        assertThat(read.charged())
                .isEqualTo(fresh.charged())
                .isEqualTo(new Entry.Charged("key_of_acme", Events.charges(1)));
    }

    @Test
    void chargesTheFirstKeyOfALineForThoseThatSucceedIt() {
        var successor = Events.successorOf(Events.keyOf("acme"));
        EventDraft draft = Events.event(Phase.WHOLE, "r1", Events.charges(1), successor);

        Entry fresh = codec.entry(draft, 0);
        Entry read = EventCodec.entries(EventCodec.stored(List.of(fresh))).getFirst();

        assertThat(draft.numbered(0).getKeyId()).isEqualTo("successor_of_key_of_acme");
        assertThat(draft.numbered(0).getLimitSubject()).isEqualTo("key_of_acme");
        assertThat(Events.admitted("acme", "r1").numbered(0).getLimitSubject()).isEmpty();
        assertThat(read.charged())
                .isEqualTo(fresh.charged())
                .isEqualTo(new Entry.Charged("key_of_acme", Events.charges(1)));
    }

    @Test
    void chargesNothingForTheSecondHalfOfARequest() {
        Entry fresh = codec.entry(Events.event(Phase.FINISHED, "acme", "r1", Events.charges(1)), 0);
        Entry read = EventCodec.entries(EventCodec.stored(List.of(fresh))).getFirst();

        assertThat(fresh.charged().charges()).isEmpty();
        assertThat(read.charged().charges()).isEmpty();
    }
}
