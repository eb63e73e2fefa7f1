package io.leengine.registry;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Adds to what a test failed with the state, at that time, of something that is gone when somebody reads it. */
final class ToldState implements TestExecutionExceptionHandler {
    private final Callable<String> state;

    ToldState(Callable<String> state) {
        this.state = state;
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw new AssertionError(failure + "\n" + state.call(), failure);
    }
}
