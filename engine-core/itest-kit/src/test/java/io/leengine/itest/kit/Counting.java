package io.leengine.itest.kit;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Says how many checks passed on a deployed plugin. */
final class Counting implements TestWatcher, AfterAllCallback {
    private final String seam;
    private final AtomicInteger passed = new AtomicInteger();

    Counting(String seam) {
        this.seam = seam;
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        passed.incrementAndGet();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.out.println("conformance kit in the framework: " + seam + ", " + passed.get() + " checks passed");
    }
}
