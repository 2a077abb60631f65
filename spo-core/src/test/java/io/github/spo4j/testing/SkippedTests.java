package io.github.spo4j.testing;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Says in one line of each test that is skipped why it is: what the build says of its own is only how many are. */
public final class SkippedTests implements TestExecutionListener {

    /** For JUnit, which finds it through the services file of each module's tests. */
    public SkippedTests() {}

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        say(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.ABORTED) {
            say(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason is given"));
        }
    }

    private static void say(TestIdentifier test, String reason) {
        String where = test.getUniqueIdObject().getSegments().stream()
                .filter(segment -> segment.getType().endsWith("class"))
                .map(segment -> segment.getValue().replaceFirst("^.*\\.", ""))
                .reduce((outer, nested) -> outer + "." + nested)
                .orElse("");
        String name = test.isTest() ? where + " " + test.getDisplayName() : where;
        System.out.println("Skipped: " + name + ": " + reason.strip().replaceAll("\\s+", " "));
    }
}
