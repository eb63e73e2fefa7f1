package io.leengine.registry;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Settings of a storage as the framework would hand them over: what is given, and defaults for the rest. */
final class Configured {
    private Configured() {
    }

    /**
     * Makes them.
     *
     * @param type the storage's settings
     * @param given values by the names of its methods
     */
    static <T> T of(Class<T> type, Map<String, Object> given) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
            (_, method, _) -> value(method, given)));
    }

    private static Object value(Method method, Map<String, Object> given) {
        Object value = given.getOrDefault(method.getName(), method.getDefaultValue());
        if (value == null) {
            throw new IllegalArgumentException("'" + method.getName() + "' has no default and is not given");
        }
        return value;
    }
}
