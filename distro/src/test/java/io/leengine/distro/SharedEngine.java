package io.leengine.distro;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one engine that they share; it is started when first asked for and stopped after the last test. */
final class SharedEngine implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedEngine.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LiveEngine.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Held.class, type -> start(), Held.class)
                .engine();
    }

    private static Held start() {
        try {
            return new Held(new LiveEngine());
        } catch (Exception e) {
            throw new IllegalStateException("the engine does not start: " + e.getMessage(), e);
        }
    }

    private record Held(LiveEngine engine) implements AutoCloseable {
        @Override
        public void close() {
            try {
                engine.end();
            } catch (Exception e) {
                throw new IllegalStateException("the engine does not end: " + e.getMessage(), e);
            }
        }
    }
}
