package io.tollgate.admin;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses ADMIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.tollgate.admin");

    @Test
    void onlyTypesNamedForKafkaTouchKafka() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.tollgate\\.admin\\.(.*\\.)?Kafka.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(ADMIN);
    }

    @Test
    void onlyTypesNamedForTheServerTouchIt() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.tollgate\\.admin\\.(http|notice)\\.(Javalin|Jetty).*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(ADMIN);
    }

    @Test
    void onlyTypesNamedForTheStoreTouchIt() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.tollgate\\.admin\\.usage\\.Rocks.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(ADMIN);
    }

    @Test
    void onlyTypesNamedForSmtpTouchMail() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.tollgate\\.admin\\.notice\\.Smtp.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..")
                .check(ADMIN);
    }

    @Test
    void onlyTypesNamedForItTouchNimbus() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.tollgate\\.admin\\.oidc\\.Nimbus.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.nimbusds..")
                .check(ADMIN);
    }

    @Test
    void onlyExplanationsKnowEdgesAndOnlyTheirJudgement() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tollgate.admin.explain..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tollgate.edge..")
                .check(ADMIN);
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.tollgate.edge..")
                                .and(
                                        not(
                                                resideInAnyPackage(
                                                        "io.tollgate.edge.rehearsal..",
                                                        "io.tollgate.edge.credential..",
                                                        "io.tollgate.edge.limit.."))))
                .check(ADMIN);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Data|Info)")
                .check(ADMIN);
    }

    @Test
    void timeAndChanceAreHandedIn() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Admin")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(SecureRandom.class, Random.class)
                .check(ADMIN);
    }
}
