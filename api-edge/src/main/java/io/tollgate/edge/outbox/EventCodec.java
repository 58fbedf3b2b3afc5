package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.wire.AvroSerde;
import io.tollgate.schemas.wire.SchemaCatalogue;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes events for the disk and for Kafka. An event is encoded once: a record for Kafka is put
 * together from the bytes of its events. Not thread-safe; the static methods are.
 */
final class EventCodec {
    /*
     * On disk: id of the schema of RequestBatch that the events were written with (4 bytes), number
     * of events (4), and for each event length and text of its owner id, length and bytes of the
     * event. For Kafka: what AvroSerde writes for a RequestBatch, whose only array is its last
     * field; EventCodecTest holds the two against each other.
     */
    private static final SpecificData MODEL = SpecificData.getForClass(RequestEvent.class);
    private static final int SCHEMA_ID = SchemaCatalogue.ours().latest("RequestBatch").id();

    static {
        // Loads the class that makes Avro trust our records.
        new AvroSerde<>(RequestBatch.class).close();
    }

    private final SpecificDatumWriter<RequestEvent> writer =
            new SpecificDatumWriter<>(RequestEvent.getClassSchema(), MODEL);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    private @Nullable BinaryEncoder encoder;

    /** Encodes an event at its place. */
    Entry entry(EventDraft draft, long sequence) {
        var charged =
                counts(draft.phase()) && !draft.charges().isEmpty() && draft.key() != null
                        ? new Entry.Charged(draft.key().limitSubject(), draft.charges())
                        : Entry.Charged.NOTHING;
        return new Entry(draft.ownerId(), encode(draft.numbered(sequence)), charged);
    }

    /** A record's value, in the wire format: events of one owner, in rising order. */
    byte[] batch(String edgeId, String boot, String ownerId, long sentBefore, List<Entry> events) {
        try {
            BinaryEncoder out = start();
            out.writeFixed(ByteBuffer.allocate(5).put((byte) 0).putInt(SCHEMA_ID).array());
            out.writeString(edgeId);
            out.writeString(boot);
            out.writeString(ownerId);
            out.writeLong(sentBefore);
            out.writeArrayStart();
            out.setItemCount(events.size());
            for (Entry event : events) {
                out.startItem();
                out.writeFixed(event.encoded());
            }
            out.writeArrayEnd();
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A chunk's events as they are kept on disk. */
    static byte[] stored(List<Entry> entries) {
        var buffer = new ByteArrayOutputStream(1024);
        try (var out = new DataOutputStream(buffer)) {
            out.writeInt(SCHEMA_ID);
            out.writeInt(entries.size());
            for (Entry entry : entries) {
                byte[] owner = entry.ownerId().getBytes(StandardCharsets.UTF_8);
                out.writeInt(owner.length);
                out.write(owner);
                out.writeInt(entry.encoded().length);
                out.write(entry.encoded());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.toByteArray();
    }

    /** Reads what {@link #stored} wrote, in this or an earlier version of the program. */
    static List<Entry> entries(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        int schemaId = in.getInt();
        int count = in.getInt();
        var entries = new ArrayList<Entry>(count);
        for (int i = 0; i < count; i++) {
            String owner = new String(take(in), StandardCharsets.UTF_8);
            byte[] event = take(in);
            entries.add(
                    new Entry(
                            owner, schemaId == SCHEMA_ID ? event : renewed(event, schemaId), null));
        }
        return entries;
    }

    /** What an event of today's schema charged. */
    static Entry.Charged charged(byte[] encoded) {
        RequestEvent event = decode(encoded, RequestEvent.getClassSchema());
        return counts(event.getPhase())
                ? new Entry.Charged(subject(event), event.getCharges())
                : Entry.Charged.NOTHING;
    }

    private static String subject(RequestEvent event) {
        return event.getLimitSubject().isEmpty() ? event.getKeyId() : event.getLimitSubject();
    }

    private static boolean counts(Phase phase) {
        return phase == Phase.WHOLE || phase == Phase.STARTED;
    }

    private static byte[] renewed(byte[] event, int schemaId) {
        Schema batch = SchemaCatalogue.ours().byId(schemaId).orElseThrow().schema();
        Schema written = batch.getField("events").schema().getElementType();
        return new EventCodec().encode(decode(event, written));
    }

    private static RequestEvent decode(byte[] encoded, Schema written) {
        try {
            return new SpecificDatumReader<RequestEvent>(
                            written, RequestEvent.getClassSchema(), MODEL)
                    .read(null, DecoderFactory.get().binaryDecoder(encoded, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] encode(RequestEvent event) {
        try {
            BinaryEncoder out = start();
            writer.write(event, out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BinaryEncoder start() {
        bytes.reset();
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        return encoder;
    }

    private static byte[] take(ByteBuffer in) {
        byte[] taken = new byte[in.getInt()];
        in.get(taken);
        return taken;
    }
}
