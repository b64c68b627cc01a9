package io.tapemill.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The borders between modules and packages, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tapemill");

    @Test
    void schemasDependOnNoOtherModule() {
        check(noClasses()
                .that(inModule("schemas"))
                .should()
                .dependOnClassesThat(resideInAPackage("io.tapemill..").and(not(inModule("schemas")))));
    }

    @Test
    void serdesDependOnSchemasOnly() {
        check(noClasses()
                .that(inModule("serdes"))
                .should()
                .dependOnClassesThat(inModule("topology").or(inModule("sink")).or(inModule("app"))));
    }

    @Test
    void topologyAndSinkMeetOnlyOnTheBarsTopic() {
        check(noClasses()
                .that(inModule("topology"))
                .should()
                .dependOnClassesThat(inModule("sink").or(inModule("app"))));
        check(noClasses()
                .that(inModule("sink"))
                .should()
                .dependOnClassesThat(inModule("topology").or(inModule("app"))));
    }

    @Test
    void referenceProgramSharesNothingWithWhatItChecks() {
        check(noClasses()
                .that(inModule("reference"))
                .should()
                .dependOnClassesThat(resideInAPackage("io.tapemill..")
                        .and(not(inModule("reference")))
                        .and(not(inModule("schemas")))));
    }

    @Test
    void barArithmeticAndMarketRulesKnowNoKafkaNoClockAndNoLogger() {
        ArchRule pure = noClasses()
                .that(resideInAnyPackage("io.tapemill.topology.bars..", "io.tapemill.topology.market.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "org.slf4j..", "ch.qos.logback.."))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.logging.Logger")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now");
        check(pure);
    }

    @Test
    void topologyNeverLooksAtTheClock() {
        check(noClasses()
                .that(inModule("topology"))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now"));
    }

    @Test
    void packagesFormNoCycle() {
        check(slices().matching("io.tapemill.(*).(**)").should().beFreeOfCycles());
        check(slices().matching("io.tapemill.app.(*)..").should().beFreeOfCycles());
    }

    /** RecordHeaders stands in an internal package, but is the only way to make the headers of a record. */
    @Test
    void kafkaInternalsAreTouchedInNamedPlacesOnly() {
        check(noClasses()
                .that(resideInAPackage("io.tapemill..")
                        .and(not(resideInAPackage("io.tapemill.topology.state..")))
                        .and(not(simpleName("EmbeddedKafka"))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "org.apache.kafka..internals..",
                                "org.apache.kafka.server..",
                                "org.apache.kafka.metadata..",
                                "org.apache.kafka.raft..",
                                "kafka..")
                        .and(not(simpleName("RecordHeaders")))));
    }

    @Test
    void namesSayWhatAClassIs() {
        check(classes()
                .that(resideInAPackage("io.tapemill.."))
                .should()
                .haveNameNotMatching(".*(Util|Utils|Manager|Helper|Impl)(\\$.*)?"));
    }

    private static DescribedPredicate<JavaClass> inModule(String name) {
        return resideInAPackage("io.tapemill." + name + "..");
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCT);
    }
}
