package dev.twotick.it;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Holds the house in its shape: which room may look into which. */
@AnalyzeClasses(packages = "dev.twotick", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] CORE = {
        "dev.twotick",
        "dev.twotick.letter",
        "dev.twotick.confirmation",
        "dev.twotick.sentstore",
        "dev.twotick.transport",
        "dev.twotick.outbox",
        "dev.twotick.plugin",
        "dev.twotick.dispatch"
    };

    @ArchTest
    static final ArchRule coreSeesNoAdapterAndNoneOfTheirLibraries = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "org.eclipse.angus..",
                            "java.sql..",
                            "javax.sql..",
                            "com.zaxxer..",
                            "com.google.inject..",
                            "io.micrometer..",
                            "com.fasterxml..",
                            "picocli..")
                    .or(resideInAPackage("dev.twotick..")
                            .and(resideInAnyPackage(CORE).negate())));

    @ArchTest
    static final ArchRule inCoreImportsOnlyGoDown = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.twotick..")
            .layer("letter")
            .definedBy("dev.twotick.letter")
            .layer("confirmation")
            .definedBy("dev.twotick.confirmation")
            .layer("sent store")
            .definedBy("dev.twotick.sentstore")
            .layer("transport")
            .definedBy("dev.twotick.transport")
            .layer("outbox")
            .definedBy("dev.twotick.outbox")
            .layer("plugin")
            .definedBy("dev.twotick.plugin")
            .layer("dispatch")
            .definedBy("dev.twotick.dispatch")
            .layer("face")
            .definedBy("dev.twotick")
            .whereLayer("letter")
            .mayNotAccessAnyLayer()
            .whereLayer("confirmation")
            .mayOnlyAccessLayers("letter")
            .whereLayer("sent store")
            .mayOnlyAccessLayers("letter")
            .whereLayer("transport")
            .mayOnlyAccessLayers("letter")
            .whereLayer("outbox")
            .mayOnlyAccessLayers("letter", "confirmation")
            .whereLayer("plugin")
            .mayOnlyAccessLayers("letter", "confirmation", "sent store", "transport", "outbox")
            .whereLayer("dispatch")
            .mayOnlyAccessLayers("letter", "confirmation", "sent store", "transport", "outbox", "plugin")
            .ignoreDependency(resideInAnyPackage(CORE).negate(), alwaysTrue());

    /** A module's public package and its internal ones are one room here; core's packages are a room each. */
    @ArchTest
    static final ArchRule roomsFormNoCycle =
            slices().matching("dev.twotick.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule smtpAndImapAreStrictlyApart = noClasses()
            .that()
            .resideInAPackage("dev.twotick.smtp..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.twotick.imap..",
                    "dev.twotick.receipts..",
                    "org.eclipse.angus.mail.imap..",
                    "org.eclipse.angus.mail.iap.."));

    @ArchTest
    static final ArchRule imapAndSmtpAreStrictlyApart = noClasses()
            .that()
            .resideInAnyPackage("dev.twotick.imap..", "dev.twotick.receipts..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.twotick.smtp..", "org.eclipse.angus.mail.smtp.."));

    @ArchTest
    static void noAdapterSeesAnother(JavaClasses all) {
        String[] adapters = {"smtp", "imap", "receipts", "jdbc", "metrics", "guice"};
        for (String one : adapters) {
            for (String other : adapters) {
                if (!one.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage("dev.twotick." + one + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage("dev.twotick." + other + "..")
                            .allowEmptyShould(false)
                            .check(all);
                }
            }
        }
    }

    @ArchTest
    static final ArchRule nobodySeesTheInternalsOfAnotherModule = classes()
            .that()
            .resideInAPackage("dev.twotick..")
            .should(new ArchCondition<>("see no other module's internal package") {
                @Override
                public void check(JavaClass seeing, ConditionEvents events) {
                    seeing.getDirectDependenciesFromSelf().stream()
                            .filter(dependency -> isForeignInternal(seeing, dependency.getTargetClass()))
                            .forEach(dependency ->
                                    events.add(SimpleConditionEvent.violated(seeing, dependency.getDescription())));
                }
            });

    private static boolean isForeignInternal(JavaClass seeing, JavaClass seen) {
        String[] path = seen.getPackageName().split("\\.internal", 2);
        return path.length == 2
                && path[0].startsWith("dev.twotick.")
                && !seeing.getPackageName().startsWith(path[0]);
    }

    @ArchTest
    static final ArchRule aThingIsNamedForWhatItHoldsOrDoes = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .that()
            .resideInAPackage("dev.twotick..")
            .should(new ArchCondition<>("lie in a package with @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                    }
                }
            });
}
