package io.leengine.engine.bundle;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleException;

/** Calls foreign code that may never return: in a thread of its own, for a while. */
final class BoundedCall {
    private static final int FRAMES = 3;

    /** What may hang. */
    interface Step {
        void run() throws BundleException;
    }

    private BoundedCall() {
    }

    /** Runs a step; one that fails or takes too long ends with an error that says so, in the words of {@code what}. */
    static void run(String what, Duration limit, Step step) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().name("bundle-step").start(() -> {
            try {
                step.run();
                done.complete(null);
            // catches all: what a bundle throws, an Error included, is its failure and not the engine's
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String at = where(thread);
            thread.interrupt();
            throw new EngineException(ErrorCode.TIMEOUT, what + " did not end within " + limit.toSeconds() + " s" + at
                + ".", e);
        } catch (ExecutionException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, what + " failed: " + reason(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
    }

    private static String where(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            text.append(i == 0 ? "; it is in " : " from ").append(stack[i].getClassName()).append('.')
                .append(stack[i].getMethodName());
        }
        return text.toString();
    }

    /** The framework wraps what an activator throws. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        String name = innermost instanceof BundleException ? "" : innermost.getClass().getSimpleName() + ": ";
        return name + String.valueOf(innermost.getMessage()).lines().findFirst().orElse("no message");
    }
}
