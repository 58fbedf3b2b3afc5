package io.tollgate.admin.registry;

import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.schemas.wire.SchemaCatalogue;
import io.tollgate.schemas.wire.SchemaCatalogue.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Our schemas by subject: the name of a topic and {@code -value}, as serializers name them by
 * default.
 */
final class Subjects {
    private final SchemaCatalogue catalogue;
    private final Map<String, String> recordBySubject = new TreeMap<>();

    Subjects(SchemaCatalogue catalogue, Topics topics) {
        this.catalogue = catalogue;
        for (Topic<?> topic : topics.all()) {
            recordBySubject.put(topic.name() + "-value", topic.type().getSimpleName());
        }
    }

    List<String> names() {
        return List.copyOf(recordBySubject.keySet());
    }

    /** The versions of a subject, oldest first; empty for an unknown one. */
    List<Version> versions(String subject) {
        return Optional.ofNullable(recordBySubject.get(subject))
                .map(catalogue::versionsOf)
                .orElse(List.of());
    }

    Optional<Version> byId(int id) {
        return catalogue.byId(id);
    }

    /** The subjects that hold a version. */
    List<String> of(Version version) {
        return recordBySubject.entrySet().stream()
                .filter(entry -> entry.getValue().equals(version.record()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
