package io.tollgate.system;

import io.tollgate.schemas.RequestEvent;
import java.util.List;

/** What edges have told of requests so far, read from the topic {@code requests}. */
record Told(Installation tollgate) {
    /** The events of requests to a path. */
    List<RequestEvent> of(String path) {
        String hash = RequestsTopic.hashOf(path);
        return RequestsTopic.events(
                        new TopicReader(tollgate.broker()).all(tollgate.topics().requests))
                .filter(event -> event.getPathHash().equals(hash))
                .toList();
    }

    /** How many admitted requests of a key were told. */
    long admitted(ApiKey key) {
        return RequestsTopic.admitted(
                        new TopicReader(tollgate.broker()).all(tollgate.topics().requests))
                .getOrDefault(key.id(), 0L);
    }
}
