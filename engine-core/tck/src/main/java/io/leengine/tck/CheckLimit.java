package io.leengine.tck;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Ends a check that does not end by itself. Unlike a {@code @Timeout} its limit follows the plugin's patience. */
final class CheckLimit implements InvocationInterceptor, TestInstancePostProcessor {
    private static final int PATIENCES = 4;
    private static final long LAST_MILLIS = 1_000;

    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) {
        Optional<String> seconds = context.getConfigurationParameter(SeamConformance.PATIENCE);
        if (test instanceof SeamConformance<?> conformance && seconds.isPresent()) {
            conformance.bePatientFor(Duration.ofMillis((long) (Double.parseDouble(seconds.get()) * 1_000)));
        }
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        limited(PATIENCES, invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        limited(PATIENCES, invocation, method, context);
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        limited(1, invocation, method, context);
    }

    @Override
    public void interceptAfterEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        limited(1, invocation, method, context);
    }

    private static void limited(int patiences, Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        Duration limit = ((SeamConformance<?>) context.getRequiredTestInstance()).patience().multipliedBy(patiences);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().daemon().name("tck-" + method.getExecutable().getName()).start(() -> {
            try {
                invocation.proceed();
            // catches all: what a check throws is handed on
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        if (!thread.join(limit)) {
            String where = Arrays.stream(thread.getStackTrace()).map(frame -> "\n  at " + frame)
                .collect(Collectors.joining());
            thread.interrupt();
            thread.join(LAST_MILLIS);
            throw new AssertionError(method.getExecutable().getName() + " did not end within " + limit.toMillis()
                + " ms. It was" + where);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }
}
