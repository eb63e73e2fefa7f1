package io.leengine.http;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.Selector;
import java.util.concurrent.ThreadFactory;
import org.xnio.Xnio;

/**
 * Makes the threads of requests: virtual ones, one a request. XNIO opens a selector for each thread that waits for a channel,
 * keeps it by the thread, and leaves its end to a finalizer. A thread of a request waits seldom twice, so each request that
 * waited would leave two files open until the next collection of garbage; this closes them with the thread. There is no way
 * to them but by reflection.
 */
final class RequestThreads implements ThreadFactory {
    private static final System.Logger LOG = System.getLogger(RequestThreads.class.getName());

    private final ThreadFactory virtual = Thread.ofVirtual().name("http-", 0).factory();
    private final ThreadLocal<?> holders;
    private final Field selector;

    /** For the threads that wait for channels of one XNIO. */
    RequestThreads(Xnio xnio) {
        try {
            Field field = xnio.getClass().getDeclaredField("selectorThreadLocal");
            field.setAccessible(true);
            holders = (ThreadLocal<?>) field.get(xnio);
            selector = Class.forName(xnio.getClass().getName() + "$FinalizableSelectorHolder", false,
                xnio.getClass().getClassLoader()).getDeclaredField("selector");
            selector.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This version of XNIO keeps the selectors of threads elsewhere", e);
        }
    }

    @Override
    public Thread newThread(Runnable task) {
        return virtual.newThread(() -> {
            try {
                task.run();
            } finally {
                closeSelector();
            }
        });
    }

    private void closeSelector() {
        Object holder = holders.get();
        if (holder == null) {
            return;
        }
        holders.remove();
        try {
            ((Selector) selector.get(holder)).close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A selector of a request is not closed", e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Access was given before", e);
        }
    }
}
