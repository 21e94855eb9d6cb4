package dev.mcpauth.health;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.PrivateKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step only adds: rules for the dependencies between the packages of a step and of all steps before it. */
public interface ArchitectureContract {

    /** From the lowest to the highest. */
    List<String> PACKAGES = List.of(
            "dev.mcpauth.health",
            "dev.mcpauth.jsonrpc",
            "dev.mcpauth.definitions",
            "dev.mcpauth.dispatch",
            "dev.mcpauth.jwks",
            "dev.mcpauth.jwt.core",
            "dev.mcpauth.jwt",
            "dev.mcpauth.oauth",
            "dev.mcpauth.scopes",
            "dev.mcpauth.user",
            "dev.mcpauth.streams",
            "dev.mcpauth.resources",
            "dev.mcpauth.elicitation",
            "dev.mcpauth.providers",
            "dev.mcpauth.issuer",
            "dev.mcpauth.token",
            "dev.mcpauth.authserver..",
            "dev.mcpauth.client..",
            "dev.mcpauth.agent",
            "dev.mcpauth.webclient",
            "dev.mcpauth.check");

    JavaClasses COURSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.mcpauth");

    @Test
    default void everyPackageIsListed() {
        classes().should().resideInAnyPackage(PACKAGES.toArray(String[]::new)).check(COURSE);
    }

    @Test
    default void packagesDependOnlyOnLowerPackages() {
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
    default void packagesHaveNoCycles() {
        slices().matching("dev.mcpauth.(**)").should().beFreeOfCycles().check(COURSE);
    }

    @Test
    default void stepsDoNotSubclassOtherSteps() {
        for (String step : PACKAGES) {
            noClasses()
                    .that()
                    .resideInAPackage(step)
                    .should()
                    .beAssignableTo(courseClassOutside(step))
                    .allowEmptyShould(true)
                    .check(COURSE);
        }
    }

    private static DescribedPredicate<JavaClass> courseClassOutside(String step) {
        return DescribedPredicate.describe(
                "a class of another step",
                type -> type.getPackageName().startsWith("dev.mcpauth.")
                        && !type.getPackageName().startsWith(step.replace("..", ""))
                        && !type.isInterface());
    }

    @Test
    default void toolsAndPromptsDoNotDependOnHttp() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.mcpauth.definitions", "dev.mcpauth.dispatch", "dev.mcpauth.user", "dev.mcpauth.resources")
                .and()
                .doNotHaveSimpleName("App")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..")
                .allowEmptyShould(true)
                .check(COURSE);
    }

    /** Other services can use the core of step 6, so it depends on neither a web framework nor JSON-RPC. */
    @Test
    default void verifierCoreDependsOnNoWebFramework() {
        classes()
                .that()
                .resideInAPackage("dev.mcpauth.jwt.core")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.mcpauth.jwt.core",
                        "java..",
                        "com.auth0.jwt..",
                        "com.auth0.jwk..",
                        "com.fasterxml.jackson..",
                        "com.github.benmanes.caffeine..",
                        "org.slf4j..")
                .allowEmptyShould(true)
                .check(COURSE);
    }

    /** An attacker who takes over a server that only verifies tokens must not find a key that signs tokens. */
    @Test
    default void onlyIssuersDependOnPrivateKeys() {
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
