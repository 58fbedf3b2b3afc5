package io.tollgate.metering;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeteringShapeTest {
    private static final JavaClasses MODULE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.tollgate.metering");

    /** A change of this text is a change of what running instances have on disk and in Kafka. */
    @Test
    void keepsTheShapeThatRunningInstancesHave() throws IOException {
        var topology =
                MeteringTopology.build(
                        MeteringBench.TOPICS,
                        MeteringBench.GRACE,
                        Duration.ofSeconds(1),
                        "here",
                        (_, _) -> true,
                        new MeteringMetrics(new SimpleMeterRegistry()));

        assertThat(topology.describe().toString())
                .isEqualToIgnoringWhitespace(
                        Files.readString(Path.of("src/test/resources/metering-topology.txt")));
    }

    @Test
    void onlyWiringAndStepsTouchKafka() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        "io\\.tollgate\\.metering\\.((replay\\.)?(Kafka.*|.*Step|StoreSweep|DecodedStore|StateSerde"
                                + "|SkipLoudly|MeteringTopology|MeteringStreams|StreamsConfiguration"
                                + "|Metering|Main)(\\$.*)?|state\\..*)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(MODULE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Data|Info)")
                .check(MODULE);
    }

    @Test
    void onlyTheWiringAsksTheSystemForTime() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Metering")
                .should()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callConstructor(Random.class)
                .check(MODULE);
    }
}
