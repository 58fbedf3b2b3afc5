package io.tollgate.admin.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** JSON in and out: strict about what comes in, plain about what goes out. Thread-safe. */
public final class Json {
    private static final int DEEPEST = 50;
    private static final int LONGEST_NUMBER = 100;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .maxNumberLength(LONGEST_NUMBER)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
                    .build();

    private Json() {}

    /**
     * Reads one JSON value and nothing after it; members must not be named twice.
     *
     * @throws ProblemException if it is not one
     */
    public static JsonNode read(byte[] bytes) {
        return read(
                "the body",
                bytes,
                at -> " at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }

    /** Reads one of many lines, each of which is such a value. */
    static JsonNode readLine(byte[] bytes) {
        return read("the line", bytes, at -> " at column " + at.getColumnNr());
    }

    private static JsonNode read(
            String what, byte[] bytes, Function<JsonLocation, String> placeName) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node.isMissingNode()) {
                throw new ProblemException(
                        ProblemType.INVALID_BODY, what + " is empty; it must be a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new ProblemException(
                    ProblemType.INVALID_BODY,
                    what
                            + " is not valid JSON"
                            + (at == null ? "" : placeName.apply(at))
                            + ": "
                            + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a value. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value as an object that more can be put into. */
    public static ObjectNode object(Object value) {
        return MAPPER.valueToTree(value);
    }
}
