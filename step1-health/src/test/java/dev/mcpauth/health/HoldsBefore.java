package dev.mcpauth.health;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A promise of a contract that the step before keeps, too, at least in part: the new step must not break it. See {@link ContractCheck}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag(HoldsBefore.TAG)
public @interface HoldsBefore {

    String TAG = "holds-before";
}
