package io.tollgate.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads one kind of record in the layout of Confluent's serializers: a zero byte, the
 * schema's id in four bytes (big-endian), the record in Avro's binary encoding. A null record is a
 * tombstone and stays null. Thread-safe.
 *
 * @param <T> the generated class of the record
 */
public final class AvroSerde<T extends SpecificRecord>
        implements Serde<T>, Serializer<T>, Deserializer<T> {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    static {
        trustOurRecords();
    }

    private final SpecificData model;
    private final Schema schema;
    private final int writerId;
    private final SpecificDatumWriter<T> writer;
    private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** Serde of a generated class, which must be in {@link SchemaCatalogue#ours()}. */
    public AvroSerde(Class<T> type) {
        model = SpecificData.getForClass(type);
        schema = model.getSchema(type);
        writerId = SchemaCatalogue.ours().latest(schema.getName()).id();
        writer = new SpecificDatumWriter<>(schema, model);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T datum) {
        return datum == null ? null : encode(datum);
    }

    /** The bytes of a record. */
    public byte[] encode(T datum) {
        Scratch buffers = scratch.get();
        // First, as it flushes what a failed write may have left in it.
        buffers.encoder = EncoderFactory.get().binaryEncoder(buffers.bytes, buffers.encoder);
        buffers.bytes.reset();
        try {
            buffers.bytes.write(MAGIC);
            buffers.bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(writerId).array());
            writer.write(datum, buffers.encoder);
            buffers.encoder.flush();
        } catch (IOException e) {
            throw new UndecodableRecordException("can't write a " + schema.getName(), e);
        }
        return buffers.bytes.toByteArray();
    }

    /**
     * Reads a record.
     *
     * @throws UndecodableRecordException if the bytes are not such a record in a version that we
     *     know
     */
    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        return bytes == null ? null : decode(bytes);
    }

    /**
     * The record of bytes.
     *
     * @throws UndecodableRecordException if the bytes are not such a record in a version that we
     *     know
     */
    public T decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw new UndecodableRecordException(
                    "not in the wire format: expected a zero byte and a schema id before a "
                            + schema.getName());
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        try {
            var decoder =
                    DecoderFactory.get()
                            .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            return readers.computeIfAbsent(id, this::readerOf).read(null, decoder);
        } catch (IOException | RuntimeException e) {
            if (e instanceof UndecodableRecordException undecodable) {
                throw undecodable;
            }
            throw new UndecodableRecordException(
                    "not a " + schema.getName() + " of schema id " + id, e);
        }
    }

    @Override
    public Serializer<T> serializer() {
        return this;
    }

    @Override
    public Deserializer<T> deserializer() {
        return this;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {}

    @Override
    public void close() {}

    private DatumReader<T> readerOf(int id) {
        Optional<SchemaCatalogue.Version> version = SchemaCatalogue.ours().byId(id);
        if (version.isEmpty() || !version.get().record().equals(schema.getName())) {
            throw new UndecodableRecordException(
                    "schema id "
                            + id
                            + " is not a "
                            + schema.getName()
                            + " that this version knows");
        }
        return new SpecificDatumReader<>(version.get().schema(), schema, model);
    }

    /**
     * Avro decodes into classes that were named as trusted only; ours are the records of this
     * module.
     */
    private static void trustOurRecords() {
        var before = ClassSecurityValidator.getGlobal();
        ClassSecurityValidator.setGlobal(type ->
                type.getName().startsWith("io.tollgate.schemas.") || before.isTrusted(type));
    }

    private static final class Scratch {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        private @Nullable BinaryEncoder encoder;
    }
}
