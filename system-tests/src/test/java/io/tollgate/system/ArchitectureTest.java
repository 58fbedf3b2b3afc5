package io.tollgate.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses TESTS =
            new ClassFileImporter().importPackages("io.tollgate.system");

    @Test
    void programsAreKnownByTheirDoorsAndTopicsOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tollgate.admin..",
                        "io.tollgate.edge..",
                        "io.tollgate.metering..",
                        "io.tollgate.standalone..",
                        "io.tollgate.settings..")
                .check(TESTS);
    }

    @Test
    void nobodySleepsInsteadOfWaitingForACondition() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(TESTS);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes()
                .should()
                .haveNameNotMatching(".*(Impl|Manager|Helper|Utils?|Processor|Data|Info)")
                .check(TESTS);
    }
}
