package io.leengine.tck;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * How a run of one class of the kit went.
 *
 * @param passed how many checks did
 * @param failures why each check that failed did, by its name
 * @param skipped the checks that were not run
 */
record KitRun(int passed, Map<String, String> failures, Set<String> skipped) {
    /** How long a broken plugin is waited for; a hang costs four times as much. */
    private static final String SHORT_PATIENCE = "1";

    /**
     * @param defect which broken plugin; null for the reference
     * @param checks the names of the checks to run; null for all
     */
    static KitRun of(Class<?> kit, String defect, Set<String> checks) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(kit));
        if (checks != null) {
            PostDiscoveryFilter named = test -> FilterResult.includedIf(
                !(test.getSource().orElse(null) instanceof MethodSource method)
                    || checks.contains(method.getMethodName()));
            request.filters(named);
        }
        if (defect != null) {
            request.configurationParameter(Chosen.DEFECT, defect);
            request.configurationParameter(SeamConformance.PATIENCE, SHORT_PATIENCE);
        }
        Record heard = new Record();
        LauncherFactory.create().execute(request.build(), heard);
        return new KitRun(heard.passed, heard.failures, heard.skipped);
    }

    private static final class Record implements TestExecutionListener {
        private int passed;
        private final Map<String, String> failures = new TreeMap<>();
        private final Set<String> skipped = new TreeSet<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                failures.merge(name(test), test.getDisplayName() + ": " + result.getThrowable().map(Record::said)
                    .orElse(""), (one, two) -> one);
            } else if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                skipped.add(name(test));
            } else if (test.isTest()) {
                passed++;
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            skipped.add(name(test));
        }

        private static String name(TestIdentifier test) {
            return test.getSource().orElse(null) instanceof MethodSource method ? method.getMethodName()
                : test.getDisplayName();
        }

        private static String said(Throwable failure) {
            StringBuilder text = new StringBuilder(failure.toString());
            for (StackTraceElement frame : failure.getStackTrace()) {
                if (frame.getClassName().startsWith("io.leengine")) {
                    text.append("\n    at ").append(frame);
                }
            }
            for (Throwable other : failure.getSuppressed()) {
                text.append("\n  and ").append(other);
            }
            return text.toString();
        }
    }
}
