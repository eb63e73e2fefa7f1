package io.leengine.engine.bundle;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/**
 * The platform threads at one moment: by them, those that a bundle left behind are told from those of its successor, whose
 * classes have the same names.
 */
public record Threads(Set<Long> ids) {
    private static final List<String> OF_THE_JDK = List.of("java.", "javax.", "jdk.", "sun.");

    /** Returns those that are there now. */
    public static Threads now() {
        return new Threads(Thread.getAllStackTraces().keySet().stream().map(Thread::threadId).collect(Collectors.toSet()));
    }

    /** Returns, in words, which of these are a stopped bundle's and still there. */
    public List<String> leftBehind(Bundle bundle) {
        String names = Thread.getAllStackTraces().entrySet().stream()
            .filter(each -> ids.contains(each.getKey().threadId()) && isOf(each, bundle))
            .map(each -> each.getKey().getName()).sorted().collect(Collectors.joining(", "));
        return names.isEmpty() ? List.of() : List.of("It left threads behind: " + names + ".");
    }

    private static boolean isOf(Map.Entry<Thread, StackTraceElement[]> thread, Bundle bundle) {
        return isOf(thread.getKey().getContextClassLoader(), bundle)
            || isOf(thread.getKey().getClass().getClassLoader(), bundle) || beganIn(thread.getValue(), bundle);
    }

    private static boolean isOf(ClassLoader loader, Bundle bundle) {
        return loader instanceof BundleReference reference && bundle.equals(reference.getBundle());
    }

    /** The outermost code that is not the JDK's is what a thread was made for; a call from elsewhere has its caller there. */
    private static boolean beganIn(StackTraceElement[] stack, Bundle bundle) {
        for (int i = stack.length - 1; i >= 0; i--) {
            if (!isOfTheJdk(stack[i])) {
                return bundle.getEntry(stack[i].getClassName().replace('.', '/') + ".class") != null;
            }
        }
        return false;
    }

    static boolean isOfTheJdk(StackTraceElement frame) {
        // A hidden class, which has a slash in its name, is only on the way to code that has a file.
        return frame.getClassName().contains("/") || OF_THE_JDK.stream().anyMatch(frame.getClassName()::startsWith);
    }
}
