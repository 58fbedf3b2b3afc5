package io.tollgate.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * Decodes records as someone does who has nothing but the registry's address: the schema is the one
 * that the registry has under the id in the record. Not thread-safe.
 */
final class RegistryDecoder {
    private final URI registry;
    private final Map<Integer, Schema> schemas = new HashMap<>();

    RegistryDecoder(String registry) {
        this.registry = URI.create(registry);
    }

    /**
     * The values of records of which each is: lengths of key and value, end of line, key, value.
     */
    List<JsonNode> records(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var values = new ArrayList<JsonNode>();
        while (in.hasRemaining()) {
            String[] lengths = line(in).split(" ", -1);
            in.position(in.position() + Integer.parseInt(lengths[0]));
            byte[] value = new byte[Integer.parseInt(lengths[1])];
            in.get(value);
            values.add(decode(value));
        }
        return values;
    }

    private JsonNode decode(byte[] value) {
        var in = ByteBuffer.wrap(value);
        if (in.get() != 0) {
            throw new AssertionError("a record does not begin with a zero byte");
        }
        Schema schema = schemas.computeIfAbsent(in.getInt(), this::schema);
        try {
            var decoder =
                    DecoderFactory.get().binaryDecoder(value, in.position(), in.remaining(), null);
            GenericRecord usage = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
            return Json.parse(usage.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Schema schema(int id) {
        Answer answer = Call.get(registry.getPath() + "/schemas/ids/" + id).to(registry.getPort());
        return new Schema.Parser().parse(answer.json().path("schema").asText());
    }

    private static String line(ByteBuffer in) {
        var line = new StringBuilder();
        for (byte next = in.get(); next != '\n'; next = in.get()) {
            line.append((char) next);
        }
        return line.toString();
    }
}
