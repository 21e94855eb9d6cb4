package dev.mcpauth.health;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test of a contract that may also pass on the previous step. {@link ContractCheck} expects all other tests to fail there. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag(HoldsBefore.TAG)
public @interface HoldsBefore {

    String TAG = "holds-before";
}
