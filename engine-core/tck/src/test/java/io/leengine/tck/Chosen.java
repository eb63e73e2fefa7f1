package io.leengine.tck;

import io.leengine.spi.Seam;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a reference as it is, or broken as a configuration parameter of the run says.
 *
 * @param <S> the seam
 */
final class Chosen<S extends Seam> implements BeforeEachCallback {
    static final String DEFECT = "leengine.tck.defect";

    private final Class<S> seam;
    private final List<Breaker<S>> breakers;
    private final AtomicReference<Breaker<S>> breaker = new AtomicReference<>();
    private final Map<S, S> reals = new IdentityHashMap<>();
    private final Map<S, Map<String, Object>> memories = new IdentityHashMap<>();

    Chosen(Class<S> seam, List<Breaker<S>> breakers) {
        this.seam = seam;
        this.breakers = breakers;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getConfigurationParameter(DEFECT).ifPresent(defect -> breaker.set(
            breakers.stream().filter(one -> one.defect().equals(defect)).findFirst().orElseThrow()));
    }

    synchronized S open(S real) {
        if (breaker.get() == null) {
            return real;
        }
        Map<String, Object> memory = new ConcurrentHashMap<>();
        S broken = breaker.get().broken(seam, real, memory);
        reals.put(broken, real);
        memories.put(broken, memory);
        return broken;
    }

    Set<Ability> abilities(Ability... ofTheReference) {
        return breaker.get() == null ? Set.of(ofTheReference)
            : breaker.get().declared().orElse(Set.of(ofTheReference));
    }

    void close(S opened, Breaker.Closer<S> closer) throws Exception {
        S real;
        Map<String, Object> memory;
        synchronized (this) {
            real = reals.get(opened);
            memory = memories.get(opened);
        }
        if (real == null) {
            closer.close(opened);
        } else {
            breaker.get().close(real, closer, memory);
        }
    }
}
