package io.tollgate.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * All that lies anywhere at a time, logs included: records by their place and files by their path,
 * as text.
 */
record Everything(Map<String, String> textByPlace) {
    /** What an installation has in its topics, also what was not committed, and on its disks. */
    static Everything of(Installation tollgate) throws IOException {
        var everything = new HashMap<String, String>();
        for (ConsumerRecord<byte[], byte[]> record : new TopicReader(tollgate.broker()).raw()) {
            String place = record.topic() + "-" + record.partition() + "@" + record.offset();
            everything.put(place, text(record.key()) + "\n" + text(record.value()));
        }
        try (Stream<Path> files = Files.walk(tollgate.secrets())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                everything.put(file.toString(), text(read(file)));
            }
        }
        return new Everything(everything);
    }

    List<String> placesOf(String text) {
        return textByPlace.entrySet().stream()
                .filter(place -> place.getValue().contains(text))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Stores replace their files now and then. */
    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException _) {
            return new byte[0];
        }
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
