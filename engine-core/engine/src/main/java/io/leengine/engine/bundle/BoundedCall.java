package io.leengine.engine.bundle;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.osgi.framework.BundleException;

/** Calls foreign code that may never return: in a thread of its own, for a while. */
public final class BoundedCall {
    private static final int FRAMES = 2;

    /** What may hang. */
    interface Step {
        void run() throws BundleException;
    }

    /** What may hang, and has a result. */
    public interface Question<T> {
        /** Asks. */
        T ask() throws Exception;
    }

    private BoundedCall() {
    }

    /** Runs a step; one that fails or takes too long ends with an error that says so, in the words of {@code what}. */
    static void run(String what, Duration limit, Step step) throws InterruptedException {
        ask(what, limit, () -> {
            step.run();
            return null;
        });
    }

    /** As {@link #run}, and returns the answer. */
    public static <T> T ask(String what, Duration limit, Question<T> question) throws InterruptedException {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().name("bundle-step").start(() -> {
            try {
                done.complete(question.ask());
            // catches all: what a bundle throws, an Error included, is its failure and not the engine's
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
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
        int own = 0;
        while (own < stack.length && Threads.isOfTheJdk(stack[own])) {
            own++;
        }
        // What the foreign code called, and where that is.
        return Arrays.stream(stack, Math.max(0, own - 1), Math.min(own + FRAMES, stack.length))
            .map(frame -> frame.getClassName() + "." + frame.getMethodName())
            .collect(Collectors.collectingAndThen(Collectors.joining(" from "), text -> text.isEmpty() ? "" : "; it is in "
                + text));
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
