package dev.mcpauth.authserver;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.mcpauth.health.ArchitectureContract;
import org.junit.jupiter.api.Test;

class ArchitectureTest implements ArchitectureContract {

    private static final String SERVER = "dev.mcpauth.authserver";

    /** The root package is a slice as well: it knows all others, and none of them knows it. */
    @Test
    void thePackagesOfThisServerHaveNoCycles() {
        SliceAssignment packages = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith(SERVER)
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of the authorization server";
            }
        };
        slices().assignedFrom(packages).should().beFreeOfCycles().check(COURSE);
    }
}
