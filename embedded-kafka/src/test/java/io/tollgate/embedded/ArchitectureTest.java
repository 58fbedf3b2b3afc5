package io.tollgate.embedded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MODULE =
            new ClassFileImporter().importPackages("io.tollgate.embedded");

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Data|Info)")
                .check(MODULE);
    }

    @Test
    void whatIsPublicDoesNotShowKafkasInsides() {
        classes()
                .that()
                .haveNameMatching(".*\\.(KafkaNode|Faults|BoundSockets|BrokerConfig|DirectoryLock)")
                .should()
                .bePackagePrivate()
                .check(MODULE);
    }
}
