package io.leengine.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** The load balancer's bundle is replaced, and nobody who talks through it notices. */
public class LoadBalancerSwapIT extends EmbeddedFramework {
    private static final String PART = "leengine-lb-embedded";
    private static final String LISTENER = "leengine-lb-embedded-listener";
    private static final int SWAPS = 10;
    private static final int LEAK_SWAPS = 20;

    @Inject
    ConfigurationAdmin configurations;

    private WebServer server;
    private Configuration configuration;
    private ServiceTracker<Object, Object> groups;
    private int port;

    @Before
    public void serve() throws Exception {
        server = new WebServer();
        configuration = configurations.createFactoryConfiguration("io.leengine.loadbalancer.embedded", "?");
        configuration.update(new Hashtable<>(Map.of("leengine.name", "swapped", "port", 0, "io.threads", 2,
            "stop.limit.seconds", 1, "folder",
            Path.of(context.getProperty("leengine.data"), "swapped").toString())));
        groups = track(LoadBalancer.class.getName(), "(leengine.name=swapped)");
        LoadBalancer group = group();
        group.applyDomain(call(), new DomainSpec(WebConnection.HOST, Duration.ofMinutes(1), Duration.ofSeconds(2), 0));
        group.applyUpstreams(call(), WebConnection.HOST,
            List.of(new Upstream(endpoint(), 1, "v1", "cell", "instance")));
        port = port(group);
    }

    @After
    public void end() throws Exception {
        groups.close();
        remove();
        server.close();
    }

    private void remove() throws IOException {
        if (configuration != null) {
            configuration.delete();
            configuration = null;
        }
    }

    private static CallContext call() {
        return CallContext.of("test", Duration.ofSeconds(20));
    }

    private Endpoint endpoint() {
        return new Endpoint("127.0.0.1", server.port());
    }

    private LoadBalancer group() throws InterruptedException {
        Object found = groups.waitForService(LIMIT_MILLIS);
        assertNotNull("the group did not appear", found);
        return (LoadBalancer) found;
    }

    private static int port(LoadBalancer group) throws InterruptedException {
        String address = group.status(call()).addresses().getFirst();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private Bundle bundle(String name) {
        return List.of(context.getBundles()).stream().filter(one -> name.equals(one.getSymbolicName())).findFirst()
            .orElseThrow();
    }

    private SwappedBundle part() {
        return new SwappedBundle(context, bundle(PART));
    }

    @Test
    public void swapsUnderLoadFailNoRequest() throws Exception {
        try (SwappedBundle part = part(); WebLoad load = new WebLoad(port, 6, 2)) {
            load.awaitMore(500);
            for (int i = 0; i < SWAPS; i++) {
                part.updateInPlace();
                load.awaitMore(200);
                part.replaceSideBySide();
                load.awaitMore(200);
            }
            assertEquals(List.of(), load.end());
            assertEquals(List.of(), part.others());
            System.getLogger("swap").log(System.Logger.Level.INFO, load.answers() + " answers, the slowest after "
                + load.longestMillis() + " ms");
        }
        assertEquals("the port is the same", port, port(group()));
    }

    @Test
    public void whatTakesLongGoesOnThroughAnUpdate() throws Exception {
        try (SwappedBundle part = part()) {
            longRequests(part::updateInPlace);
            assertEquals(List.of(), part.others());
        }
    }

    @Test
    public void whatTakesLongGoesOnThroughAReplacement() throws Exception {
        try (SwappedBundle part = part()) {
            longRequests(part::replaceSideBySide);
            assertEquals(List.of(), part.others());
        }
    }

    private interface Swap {
        void run() throws Exception;
    }

    private void longRequests(Swap swap) throws Exception {
        try (WebConnection download = new WebConnection(port); WebConnection tunnel = new WebConnection(port);
                WebConnection idle = new WebConnection(port)) {
            idle.fetch("/");
            server.offer("before");
            download.send(WebConnection.get("/stream")).requireHead();
            assertEquals("before", download.chunk());
            tunnel.send("GET /echo HTTP/1.1\r\nHost: " + WebConnection.HOST
                + "\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            assertTrue(tunnel.requireHead().startsWith("HTTP/1.1 101 "));
            assertEquals("hello", tunnel.send("hello").read(5));

            swap.run();

            server.offer("after");
            assertEquals("after", download.chunk());
            assertEquals("still", tunnel.send("still").read(5));
            idle.fetch("/");
            LoadBalancer successor = group();
            assertFalse("the old part's requests are waited for", successor.awaitDrained(
                CallContext.of("test", Duration.ofMillis(100)), WebConnection.HOST, List.of(endpoint())));
            server.offer(WebServer.END);
            assertEquals("", download.chunk());
            download.fetch("/");
            tunnel.hangUp();
            assertTrue("all have ended", successor.awaitDrained(call(), WebConnection.HOST, List.of(endpoint())));
        }
    }

    @Test
    public void anAnswerThatBreaksOffAfterASwapDoesNotLookComplete() throws Exception {
        try (SwappedBundle part = part(); WebConnection download = new WebConnection(port)) {
            server.offer("before");
            download.send(WebConnection.get("/stream")).requireHead();
            assertEquals("before", download.chunk());
            part.replaceSideBySide();
            server.offer(WebServer.BREAK);
            assertThrows(IOException.class, download::chunk);
            assertTrue(group().awaitDrained(call(), WebConnection.HOST, List.of(endpoint())));
        }
    }

    /** What the old part needs for this it has not needed before: its jar is closed by then. */
    @Test
    public void aRequestThatRunsOutOfTimeAfterASwapIsToldSo() throws Exception {
        group().applyDomain(call(),
            new DomainSpec(WebConnection.HOST, Duration.ofSeconds(4), Duration.ofSeconds(2), 0));
        try (SwappedBundle part = part(); WebConnection late = new WebConnection(port)) {
            part.replaceSideBySide();
            late.send(WebConnection.get("/never"));
            server.awaitNever();
            part.replaceSideBySide();
            assertTrue(late.requireHead().startsWith("HTTP/1.1 504 "));
        }
    }

    @Test
    public void nothingOfAReplacedBundleIsKept() throws Exception {
        List<WeakReference<ClassLoader>> old = new ArrayList<>();
        // These stay open and idle to the end: nothing may hang on them.
        try (SwappedBundle part = part(); WebConnection idle = new WebConnection(port);
                WebConnection slow = new WebConnection(port)) {
            for (int i = 0; i < LEAK_SWAPS; i++) {
                old.add(new WeakReference<>(part.classLoader()));
                idle.send(WebConnection.post(100_000)).ok();
                server.offer("piece");
                slow.send(WebConnection.get("/stream")).requireHead();
                assertEquals("piece", slow.chunk());
                try (WebLoad load = new WebLoad(port, 3, 1); WebConnection tunnel = new WebConnection(port)) {
                    tunnel.send("GET /echo HTTP/1.1\r\nHost: " + WebConnection.HOST
                        + "\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n").requireHead();
                    load.awaitMore(50);
                    if (i % 2 == 0) {
                        part.updateInPlace();
                    } else {
                        part.replaceSideBySide();
                    }
                    load.awaitMore(50);
                    assertEquals(List.of(), load.end());
                }
                server.offer(WebServer.END);
                assertEquals("", slow.chunk());
            }
            awaitCollected(old);
            idle.fetch("/");
            slow.fetch("/");
        }
    }

    private static void awaitCollected(List<WeakReference<ClassLoader>> old) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        long left = old.size();
        while (left > 0) {
            System.gc();
            left = old.stream().filter(one -> one.get() != null).count();
            assertTrue(left + " class loaders of replaced bundles are still there", System.nanoTime() < deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    public void aDeletedConfigurationClosesTheSocketAtOnce() throws Exception {
        try (WebConnection idle = new WebConnection(port); WebConnection download = new WebConnection(port)) {
            idle.fetch("/");
            server.offer("before");
            download.send(WebConnection.get("/stream")).requireHead();
            assertEquals("before", download.chunk());
            remove();
            awaitRefused();
            server.offer("after");
            assertEquals("what is under way goes on", "after", download.chunk());
            server.offer(WebServer.END);
            assertEquals("", download.chunk());
            assertThrows(EOFException.class, idle::requireHead);
        }
        awaitNoThreads();
    }

    @Test
    public void theListenerLeavesNothingBehindAndComesBack() throws Exception {
        Bundle listener = bundle(LISTENER);
        listener.stop();
        try {
            awaitRefused();
            awaitNoThreads();
        } finally {
            listener.start();
        }
        try (WebConnection again = new WebConnection(port(group()))) {
            again.fetch("/");
        }
    }

    private void awaitRefused() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        while (true) {
            try (WebConnection accepted = new WebConnection(port)) {
                assertTrue("still open: " + accepted, System.nanoTime() < deadline);
            } catch (IOException refused) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static void awaitNoThreads() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(one -> one.getName().startsWith("lb-swapped"))) {
            assertTrue("a thread is left", System.nanoTime() < deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
