package io.leengine.tck;

import io.leengine.spi.Seam;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A plugin that is broken on purpose: the reference with one defect.
 *
 * @param <S> the seam
 */
final class Breaker<S extends Seam> {
    private final String defect;
    private final Set<String> caughtBy;
    private final Map<String, Meddling<S>> meddlings = new HashMap<>();
    private Closing<S> closing = (real, closer, memory) -> closer.close(real);

    private Optional<Set<Ability>> declared = Optional.empty();

    private Breaker(String defect, Set<String> caughtBy) {
        this.defect = defect;
        this.caughtBy = caughtBy;
    }

    /** What is done in place of a call. */
    interface Meddling<S> {
        Object call(Call<S> call) throws Exception;
    }

    /** Ends a plugin as its test does. */
    interface Closer<S> {
        void close(S opened) throws Exception;
    }

    /** What is done in place of a close; the memory is that of all calls of the plugin. */
    interface Closing<S> {
        void close(S real, Closer<S> closer, Map<String, Object> memory) throws Exception;
    }

    /**
     * @param defect what is wrong with it
     * @param caughtBy the checks that fail, all of them and no others of those that are run
     */
    static <S extends Seam> Breaker<S> that(String defect, String... caughtBy) {
        return new Breaker<>(defect, new LinkedHashSet<>(List.of(caughtBy)));
    }

    Breaker<S> on(String method, Meddling<S> meddling) {
        meddlings.put(method, meddling);
        return this;
    }

    Breaker<S> closing(Closing<S> instead) {
        closing = instead;
        return this;
    }

    /** Makes it declare other abilities than the reference has. */
    Breaker<S> declaring(Ability... abilities) {
        declared = Optional.of(Set.of(abilities));
        return this;
    }

    Optional<Set<Ability>> declared() {
        return declared;
    }

    String defect() {
        return defect;
    }

    Set<String> caughtBy() {
        return caughtBy;
    }

    void close(S real, Closer<S> closer, Map<String, Object> memory) throws Exception {
        closing.close(real, closer, memory);
    }

    /** Returns the reference with the defect. */
    S broken(Class<S> seam, S real, Map<String, Object> memory) {
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        return seam.cast(Proxy.newProxyInstance(seam.getClassLoader(), new Class<?>[] {seam}, (proxy, method, arguments) -> {
            Meddling<S> meddling = meddlings.get(method.getName());
            if (meddling == null) {
                return invoke(method, real, arguments);
            }
            int count = counts.computeIfAbsent(method.getName(), name -> new AtomicInteger()).incrementAndGet();
            return meddling.call(new Call<>(real, method, arguments, count, memory));
        }));
    }

    static Object invoke(Method method, Object target, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    /**
     * One call that is meddled with.
     *
     * @param count which call of this method it is, from 1
     * @param memory what this plugin remembers
     */
    record Call<S>(S real, Method method, Object[] arguments, int count, Map<String, Object> memory) {
        Object proceed() throws Exception {
            return invoke(method, real, arguments);
        }

        Object with(int argument, Object value) throws Exception {
            Object[] changed = arguments.clone();
            changed[argument] = value;
            return invoke(method, real, changed);
        }

        <T> T argument(int index, Class<T> type) {
            return type.cast(arguments[index]);
        }
    }
}
