package io.tollgate.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses EDGE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.tollgate.edge");

    private static final String WIRING = "io\\.tollgate\\.edge\\.(Main|Edge)(\\$.*)?";

    @Test
    void decisionsKnowNoFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..edge.verdict..",
                        "..edge.credential..",
                        "..edge.limit..",
                        "..edge.rehearsal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "org.eclipse.jetty..",
                        "org.rocksdb..",
                        "io.javalin..")
                .check(EDGE);
    }

    @Test
    void onlyTypesNamedForKafkaTouchKafka() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Kafka\\w*(\\$.*)?|" + WIRING)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(EDGE);
    }

    @Test
    void onlyTypesNamedForRocksDbTouchIt() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Rocks\\w*(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(EDGE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Data|Info)")
                .check(EDGE);
    }

    @Test
    void timeAndChanceAreArguments() {
        noClasses()
                .that()
                .haveNameNotMatching(WIRING)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(SecureRandom.class)
                .check(EDGE);
    }

    @Test
    void stepsOfARequestDoNotGoRoundInCircles() {
        slices().matching("io.tollgate.edge.(*)..").should().beFreeOfCycles().check(EDGE);
    }

    @Test
    void verdictsDoNotKnowTheDoor() {
        classes()
                .that()
                .resideInAnyPackage("..edge.verdict..", "..edge.table..", "..edge.credential..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("..edge.door..", "..edge.outbox..")
                .check(EDGE);
    }
}
