package io.tollgate.admin.table;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;

/**
 * Elects one member of a consumer group, and tells all of them where it is reached. It gets all
 * partitions, of which it needs nothing: who is a member and alive is all that is wanted of the
 * group. Made by Kafka's consumer; not thread-safe.
 */
public final class KafkaCandidacy implements ConsumerPartitionAssignor, Configurable {
    /** The setting that hands in the {@link Voter}. */
    static final String VOTER = "tollgate.voter";

    private Voter voter = Voter.NOBODY;

    /** What a member says of itself, and is told. Called by the thread that polls. */
    interface Voter {
        /** Before it is configured. */
        Voter NOBODY =
                new Voter() {
                    @Override
                    public Candidate candidate() {
                        throw new IllegalStateException(VOTER + " is not set");
                    }

                    @Override
                    public void elected(URI address, boolean itself, long term) {}
                };

        /** What the member is now. */
        Candidate candidate();

        /** Takes note of who writes from a term on. */
        void elected(URI address, boolean itself, long term);
    }

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(VOTER) instanceof Voter given) {
            voter = given;
        }
    }

    @Override
    public String name() {
        return "tollgate-writer";
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return voter.candidate().encode();
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        var candidates = new HashMap<String, Candidate>();
        group.groupSubscription()
                .forEach((member, said) ->
                        candidates.put(member, Candidate.decode(said.userData())));
        var winner = Candidate.elect(candidates);
        String elected = winner.getKey();
        byte[] result =
                (elected + " " + winner.getValue().address()).getBytes(StandardCharsets.UTF_8);
        var assignments = new HashMap<String, Assignment>();
        group.groupSubscription()
                .forEach((member, said) -> {
                    var partitions =
                            member.equals(elected) ? all(cluster, said) : List.<TopicPartition>of();
                    assignments.put(member, new Assignment(partitions, ByteBuffer.wrap(result)));
                });
        return new GroupAssignment(assignments);
    }

    private static List<TopicPartition> all(Cluster cluster, Subscription said) {
        return said.topics().stream()
                .flatMap(topic -> cluster.partitionsForTopic(topic).stream())
                .map(at -> new TopicPartition(at.topic(), at.partition()))
                .toList();
    }

    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata group) {
        String[] result =
                StandardCharsets.UTF_8
                        .decode(assignment.userData().duplicate())
                        .toString()
                        .split(" ", 2);
        voter.elected(
                URI.create(result[1]), result[0].equals(group.memberId()), group.generationId());
    }
}
