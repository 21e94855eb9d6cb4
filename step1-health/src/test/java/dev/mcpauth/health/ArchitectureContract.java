package dev.mcpauth.health;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.PrivateKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step only adds: how the packages may depend on each other. Looks at a step and all those below it. */
public interface ArchitectureContract {

    /** From the lowest to the highest. */
    List<String> PACKAGES = List.of(
            "dev.mcpauth.health",
            "dev.mcpauth.jsonrpc",
            "dev.mcpauth.definitions",
            "dev.mcpauth.dispatch",
            "dev.mcpauth.jwks",
            "dev.mcpauth.issuer",
            "dev.mcpauth.jwt",
            "dev.mcpauth.token",
            "dev.mcpauth.authserver..",
            "dev.mcpauth.oauth",
            "dev.mcpauth.scopes");

    JavaClasses COURSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.mcpauth");

    @Test
    default void everyPackageHasItsPlace() {
        classes().should().resideInAnyPackage(PACKAGES.toArray(String[]::new)).check(COURSE);
    }

    @Test
    default void importsRunOneWay() {
        for (int i = 0; i < PACKAGES.size(); i++) {
            String[] higher = PACKAGES.subList(i + 1, PACKAGES.size()).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(PACKAGES.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(higher)
                    .allowEmptyShould(true)
                    .check(COURSE);
        }
    }

    @Test
    default void noPackageIsPartOfACycle() {
        slices().matching("dev.mcpauth.(*)..").should().beFreeOfCycles().check(COURSE);
    }

    @Test
    default void noStepSubclassesAnother() {
        for (String step : PACKAGES) {
            noClasses()
                    .that()
                    .resideInAPackage(step)
                    .should()
                    .beAssignableTo(classOfTheCourseOutside(step))
                    .allowEmptyShould(true)
                    .check(COURSE);
        }
    }

    private static DescribedPredicate<JavaClass> classOfTheCourseOutside(String step) {
        return DescribedPredicate.describe(
                "a class of another step",
                type -> type.getPackageName().startsWith("dev.mcpauth.")
                        && !PackageMatcher.of(step).matches(type.getPackageName())
                        && !type.isInterface());
    }

    @Test
    default void toolsAndPromptsNeverSeeHttp() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.mcpauth.definitions", "dev.mcpauth.dispatch")
                .and()
                .doNotHaveSimpleName("App")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..")
                .allowEmptyShould(true)
                .check(COURSE);
    }

    /** Whoever breaks into what verifies tokens must find nothing to sign with. */
    @Test
    default void onlyWhatSignsKnowsPrivateKeys() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.mcpauth.issuer", "dev.mcpauth.token", "dev.mcpauth.authserver..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(PrivateKey.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.mcpauth\\.issuer\\.SigningKeys?")
                .check(COURSE);
    }
}
