package io.tollgate.schemas.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The one place that creates topics. Thread-safe: several processes may start at once. */
public final class TopicCreator {
    private static final int LOOKS = 200;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

    private final Admin admin;

    /** Creates through a client that stays the caller's. */
    public TopicCreator(Admin admin) {
        this.admin = admin;
    }

    /**
     * Creates those topics that the broker lacks, and returns when it knows them all; what is there
     * stays as it is. Their replication is the broker's default.
     *
     * @throws MissingTopicException if a topic is missing and could not be created
     */
    public void createMissing(Collection<? extends Topic<?>> topics) throws InterruptedException {
        Set<String> present = present();
        var failures = new ArrayList<String>();
        for (Topic<?> topic : topics) {
            if (!present.contains(topic.name())) {
                create(topic)
                        .ifPresent(failure -> failures.add(topic.name() + " (" + failure + ")"));
            }
        }
        if (!failures.isEmpty()) {
            throw new MissingTopicException(failures);
        }
        awaitPresent(topics.stream().map(Topic::name).toList());
    }

    /** The controller creates a topic before brokers know it, and clients would find nothing. */
    private void awaitPresent(List<String> names) throws InterruptedException {
        for (int look = 0; look < LOOKS && !present().containsAll(names); look++) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private Set<String> present() throws InterruptedException {
        try {
            return admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw new KafkaException("can't list the broker's topics", e);
        }
    }

    private Optional<String> create(Topic<?> topic) throws InterruptedException {
        var wanted = new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty());
        try {
            admin.createTopics(List.of(wanted.configs(topic.config()))).all().get();
            return Optional.empty();
        } catch (ExecutionException e) {
            // Another process was faster, which serves as well.
            return e.getCause() instanceof TopicExistsException
                    ? Optional.empty()
                    : Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
