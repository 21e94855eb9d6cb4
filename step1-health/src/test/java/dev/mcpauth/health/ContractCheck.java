package dev.mcpauth.health;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Checks that a contract is about its own step: on the previous step, every test of the contract must fail, except those that
 * are marked with {@link HoldsBefore}.
 */
public final class ContractCheck {

    private ContractCheck() {}

    /** Runs a class that implements the contract of step N with the server of step N-1. */
    public static void assertNewPromisesFail(Class<?> contractOnPreviousStep) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contractOnPreviousStep))
                .build();
        Results results = new Results();
        LauncherFactory.create().execute(request, results);
        assertAll(
                () -> assertEquals(List.of(), results.broken, "the server of the previous step did not start"),
                () -> assertNotEquals(0, results.failed, "the contract has no tests"),
                () -> assertEquals(
                        List.of(),
                        results.passed,
                        "these tests pass on the previous step: mark them with @HoldsBefore, or make them stricter"));
    }

    private static final class Results implements TestExecutionListener {
        private final List<String> passed = new ArrayList<>();
        private final List<String> broken = new ArrayList<>();
        private int failed;
        private TestPlan plan;

        @Override
        public void testPlanExecutionStarted(TestPlan started) {
            plan = started;
        }

        private boolean isMarked(TestIdentifier test) {
            return test.getTags().contains(TestTag.create(HoldsBefore.TAG));
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            boolean success = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            boolean holdsBefore = isMarked(test)
                    || plan.getParent(test).filter(this::isMarked).isPresent();
            if (test.isTest() && !holdsBefore) {
                if (success) {
                    passed.add(test.getDisplayName());
                } else {
                    failed++;
                }
            } else if (!test.isTest() && !success) {
                broken.add(test.getDisplayName() + ": "
                        + result.getThrowable().map(Throwable::toString).orElse(""));
            }
        }
    }
}
