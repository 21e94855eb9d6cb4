package dev.mcpauth.check;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import dev.mcpauth.health.ArchitectureContract;
import org.junit.jupiter.api.Test;

class ArchitectureTest implements ArchitectureContract {

    /** The program knows the specifications, and nothing about the servers of the course. */
    @Test
    void dependsOnNoStep() {
        classes()
                .that()
                .resideInAPackage("dev.mcpauth.check")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.mcpauth.check", "java..", "javax..", "com.fasterxml.jackson..", "picocli..")
                .check(COURSE);
    }
}
