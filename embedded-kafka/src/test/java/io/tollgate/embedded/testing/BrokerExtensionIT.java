package io.tollgate.embedded.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class BrokerExtensionIT {
    private static final Set<String> PREFIXES_SEEN = ConcurrentHashMap.newKeySet();

    private final TestBroker broker;

    BrokerExtensionIT(TestBroker broker) {
        this.broker = broker;
    }

    @RepeatedTest(2)
    void givesEachTestAPrefixOfItsOwnOnTheSameBroker(TestBroker again) {
        assertThat(again).isSameAs(broker);
        assertThat(again.prefix()).matches("brokerextensionit-[0-9a-f]{8}\\.");
        assertThat(PREFIXES_SEEN.add(again.prefix())).isTrue();
    }

    @Test
    void doesNotLetATestStopTheBrokerOfOthers() {
        assertThatThrownBy(broker::stop).hasMessageContaining("@OwnBroker");
        assertThatThrownBy(broker::start).hasMessageContaining("@OwnBroker");
    }

    @Test
    @OwnBroker
    void givesATestABrokerOfItsOwnThatComesBackWithItsDataAtTheSameAddress(TestBroker own)
            throws Exception {
        var topic = own.prefix() + "kept";
        var address = own.bootstrapServers();
        own.admin().createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();

        try (var producer =
                new KafkaProducer<>(
                        own.clientProperties(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "before")).get();
            own.stop();
            assertThatThrownBy(() -> namesOfTopics(address)).isInstanceOf(ExecutionException.class);
            own.start();

            assertThat(own.bootstrapServers()).isEqualTo(address);
            assertThat(namesOfTopics(address)).contains(topic);
            var after = producer.send(new ProducerRecord<>(topic, "after"));
            assertThat(after.get(60, SECONDS).offset()).isEqualTo(1);
        }
    }

    @Test
    void createsNoTopicThatNobodyAskedFor() {
        var config = new HashMap<>(broker.clientProperties());
        config.put("max.block.ms", 1_000);
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            var mistyped = new ProducerRecord<String, String>(broker.prefix() + "mistyped", "");

            assertThatThrownBy(() -> producer.send(mistyped).get())
                    .isInstanceOf(ExecutionException.class);
        }
    }

    private static Set<String> namesOfTopics(String address)
            throws ExecutionException, InterruptedException {
        var config =
                Map.<String, Object>of(
                        "bootstrap.servers",
                        address,
                        "default.api.timeout.ms",
                        2_000,
                        "request.timeout.ms",
                        1_000);
        try (var admin = Admin.create(config)) {
            return admin.listTopics().names().get();
        }
    }

    /** The broker is taken before the first test here. */
    @Nested
    class WhenTheWholeClassTakesIt {
        private static TestBroker forAll;
        private TestBroker forEach;

        @BeforeAll
        static void take(TestBroker broker) {
            forAll = broker;
        }

        @BeforeEach
        void takeAgain(TestBroker broker) {
            forEach = broker;
        }

        @Test
        void itsTestsHaveThePrefixOfTheClass(TestBroker mine) {
            assertThat(mine).isSameAs(forAll).isSameAs(forEach);
        }

        @Test
        @OwnBroker
        void aTestCanStillHaveItsOwn(TestBroker own) {
            assertThat(own.bootstrapServers()).isNotEqualTo(forAll.bootstrapServers());
        }
    }
}
