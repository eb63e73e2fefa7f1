package io.leengine.loadbalancer.embedded.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.undertow.server.HttpServerExchange;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenListenersTest {
    private static final Set<Endpoint> ANY = Set.of(new Endpoint("127.0.0.1", 1));
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<OpenListeners> opened = new ArrayList<>();

    private OpenListeners listeners(int waiting, Duration waitLimit, Duration linger) {
        OpenListeners made = new OpenListeners(new Limits(waiting, waitLimit, linger, Duration.ofMillis(200)));
        opened.add(made);
        return made;
    }

    private OpenListeners listeners() {
        return listeners(100, LONG, LONG);
    }

    @AfterEach
    void nothingIsLeft() {
        opened.forEach(OpenListeners::close);
        await("no thread is left", () -> threads() == 0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(one -> one.getName().startsWith("lb-test")).count();
    }

    private static void await(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            Thread.onSpinWait();
        }
    }

    private static ListenerSettings settings(int port, int ioThreads) {
        return new ListenerSettings("test", "127.0.0.1", port, ioThreads);
    }

    private static boolean refuses(int port) {
        try (Client client = new Client(port)) {
            return client == null;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void connectionsStayFromPartToPart() throws Exception {
        OpenListeners listeners = listeners();
        Attachment first = listeners.attach(settings(0, 2), new TestPart("first"));
        try (Client client = new Client(first.port())) {
            assertTrue(client.get("/a").answer().endsWith("first /a "));
            first.detach();
            first.close();
            Attachment second = listeners.attach(settings(0, 2), new TestPart("second"));
            assertEquals(first.port(), second.port());
            assertTrue(client.get("/b").answer().endsWith("second /b "));
        }
    }

    @Test
    void requestsWaitForASuccessorAndGoOnInOrder() throws Exception {
        OpenListeners listeners = listeners();
        Attachment first = listeners.attach(settings(0, 1), new TestPart("first"));
        first.detach();
        first.close();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Client client = new Client(first.port());
            clients.add(i % 2 == 0 ? client.get("/held") : client.post("body" + i));
            int sent = i + 1;
            await("they wait", () -> listeners.waiting() == sent);
        }
        List<String> order = new CopyOnWriteArrayList<>();
        TestPart answering = new TestPart("second");
        listeners.attach(settings(0, 1), new Part() {
            @Override
            public void handleRequest(HttpServerExchange exchange) {
                order.add(exchange.getSourceAddress().getPort() + "");
                exchange.setRequestPath("/seen");
                answering.handleRequest(exchange);
            }

            @Override
            public int underWay(String host, Set<Endpoint> endpoints) {
                return 0;
            }
        });
        for (int i = 0; i < clients.size(); i++) {
            String answer = clients.get(i).answer();
            assertTrue(answer.endsWith(i % 2 == 0 ? "second /seen " : "second /seen body" + i), answer);
        }
        assertEquals(clients.stream().map(one -> one.localPort() + "").toList(), order);
        assertEquals(0, listeners.waiting());
        for (Client one : clients) {
            one.close();
        }
    }

    @Test
    void whoComesBeyondTheNumberIsToldToComeBack() throws Exception {
        OpenListeners listeners = listeners(2, LONG, LONG);
        Attachment first = listeners.attach(settings(0, 2), new TestPart("first"));
        first.detach();
        first.close();
        try (Client one = new Client(first.port()); Client two = new Client(first.port());
                Client three = new Client(first.port())) {
            one.get("/1");
            two.get("/2");
            await("two wait", () -> listeners.waiting() == 2);
            String refused = three.post("some body").answer();
            assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
            assertTrue(refused.contains("Retry-After: 1\r\n") && refused.contains("application/problem+json"), refused);
            assertTrue(refused.contains("\"type\":\"urn:leengine:load-balancer:no-part\""), refused);
            listeners.attach(settings(0, 2), new TestPart("second"));
            assertTrue(one.answer().endsWith("second /1 "));
            assertTrue(two.answer().endsWith("second /2 "));
        }
    }

    @Test
    void whoHasWaitedForTooLongIsToldToComeBack() throws Exception {
        OpenListeners listeners = listeners(10, Duration.ofMillis(200), LONG);
        Attachment first = listeners.attach(settings(0, 2), new TestPart("first"));
        first.detach();
        first.close();
        try (Client client = new Client(first.port())) {
            for (int i = 0; i < 2; i++) {
                long start = System.nanoTime();
                assertTrue(client.get("/late").answer().startsWith("HTTP/1.1 503 "));
                assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(200));
            }
            assertEquals(0, listeners.waiting());
            listeners.attach(settings(0, 2), new TestPart("second"));
            assertTrue(client.get("/again").answer().endsWith("second /again "), "the connection is as good as before");
        }
    }

    @Test
    void aSocketThatNobodyComesBackToCloses() throws Exception {
        OpenListeners listeners = listeners(10, LONG, Duration.ofMillis(200));
        Attachment first = listeners.attach(settings(0, 2), new TestPart("first"));
        first.detach();
        first.close();
        try (Client client = new Client(first.port())) {
            assertTrue(client.get("/").answer().startsWith("HTTP/1.1 503 "), "who waits is answered");
            assertThrows(EOFException.class, client::answer);
        }
        await("closed", () -> refuses(first.port()));
        await("no thread is left", () -> threads() == 0);
    }

    @Test
    void otherSettingsCloseASocketThatNobodyIsAttachedTo() throws Exception {
        OpenListeners listeners = listeners();
        Attachment first = listeners.attach(settings(0, 2), new TestPart("first"));
        first.detach();
        first.close();
        Attachment same = listeners.attach(settings(first.port(), 3), new TestPart("second"));
        assertEquals(first.port(), same.port(), "the port was free at once");
        same.detach();
        same.close();
        Attachment other = listeners.attach(settings(0, 2), new TestPart("third"));
        assertNotEquals(first.port(), other.port());
        assertTrue(refuses(first.port()));
        try (Client client = new Client(other.port())) {
            assertTrue(client.get("/").answer().endsWith("third / "));
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        OpenListeners listeners = listeners();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            EngineException error = assertThrows(EngineException.class,
                () -> listeners.attach(settings(taken.getLocalPort(), 2), new TestPart("first")));
            assertEquals(ErrorCode.UNAVAILABLE, error.code());
            assertTrue(error.getMessage().contains("cannot listen on"), error.getMessage());
        }
        assertEquals(0, threads());
    }

    @Test
    void aSecondPartWaitsUntilTheFirstDetaches() throws Exception {
        OpenListeners listeners = listeners();
        Attachment first = listeners.attach(settings(0, 2), new TestPart("first"));
        EngineException error = assertThrows(EngineException.class,
            () -> listeners.attach(settings(0, 2), new TestPart("second")));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        first.detach();
        assertEquals(first.port(), listeners.attach(settings(0, 2), new TestPart("second")).port());
    }

    @Test
    void whatIsUnderWayEndsInTheOldPartWhileTheNewOneServes() throws Exception {
        OpenListeners listeners = listeners();
        TestPart old = new TestPart("old");
        Attachment first = listeners.attach(settings(0, 2), old);
        try (Client held = new Client(first.port()); Client other = new Client(first.port());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            held.get("/held");
            old.awaitHeld();
            first.detach();
            Attachment second = listeners.attach(settings(0, 2), new TestPart("new"));
            assertTrue(other.get("/").answer().endsWith("new / "));
            assertFalse(second.awaitFormer("example.org", ANY, Duration.ofMillis(50)));
            Future<Boolean> waiting = threads.submit(() -> second.awaitFormer("example.org", ANY, LONG));
            old.release();
            assertTrue(held.answer().endsWith("old /held "));
            first.underWayChanged();
            assertTrue(waiting.get(20, TimeUnit.SECONDS));
            assertTrue(held.get("/").answer().endsWith("new / "));
        }
    }

    @Test
    void whatAPartGivesBackGoesToItsSuccessor() throws Exception {
        OpenListeners listeners = listeners();
        TestPart old = new TestPart("old");
        Attachment first = listeners.attach(settings(0, 2), old);
        try (Client held = new Client(first.port())) {
            held.send("POST /held HTTP/1.1\r\nHost: example.org\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            old.awaitHeld();
            first.detach();
            old.giveBack(first);
            await("it waits", () -> listeners.waiting() == 1);
            TestPart next = new TestPart("next");
            listeners.attach(settings(0, 2), next);
            next.awaitHeld();
            next.release();
            assertTrue(held.answer().startsWith("HTTP/1.1 100 "));
            assertTrue(held.send("body").answer().endsWith("next /held body"));
        }
    }

    @Test
    void whoRetiresClosesTheSocketAndEndsWhatIsUnderWay() throws Exception {
        OpenListeners listeners = listeners();
        TestPart part = new TestPart("part");
        Attachment only = listeners.attach(settings(0, 2), part);
        try (Client held = new Client(only.port()); Client idle = new Client(only.port())) {
            held.get("/held");
            part.awaitHeld();
            assertTrue(idle.get("/").answer().endsWith("part / "));
            only.retire();
            await("closed", () -> refuses(only.port()));
            only.detach();
            String refused = idle.get("/").answer();
            assertTrue(refused.startsWith("HTTP/1.1 503 ") && refused.contains("Connection: close"), refused);
            assertTrue(threads() > 0);
            part.release();
            assertTrue(held.answer().endsWith("part /held "));
            only.close();
            assertThrows(EOFException.class, held::answer);
            assertEquals(0, threads());
        }
        assertNotEquals(0, listeners.attach(settings(0, 2), new TestPart("another")).port());
    }

    @Test
    void aListenerThatStopsRefusesWaitsAndCuts() throws Exception {
        OpenListeners listeners = listeners();
        TestPart part = new TestPart("part");
        Attachment only = listeners.attach(settings(0, 2), part);
        try (Client held = new Client(only.port())) {
            held.get("/held");
            part.awaitHeld();
            long start = System.nanoTime();
            listeners.close();
            assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(200), "it waited");
            assertThrows(EOFException.class, held::answer);
            assertTrue(refuses(only.port()));
            assertEquals(0, threads());
            only.close();
            assertThrows(EngineException.class, () -> listeners.attach(settings(0, 2), part));
        }
    }

    @Test
    void aStopIsNotHeldUpByAnInterrupt() throws Exception {
        OpenListeners listeners = listeners();
        Attachment first = listeners.attach(settings(0, 2), new TestPart("part"));
        Thread.currentThread().interrupt();
        listeners.close();
        assertTrue(Thread.interrupted(), "the interrupt is passed on");
        await("no thread is left", () -> threads() == 0);
        assertTrue(refuses(first.port()));
    }

    @Test
    void nothingOfAPartIsKept() throws Exception {
        OpenListeners listeners = listeners();
        List<WeakReference<Part>> gone = new ArrayList<>();
        int port = 0;
        try (Client first = new Client(attachAndLeave(listeners, gone))) {
            for (int i = 0; i < 5; i++) {
                first.post("some body");
                await("it waits", () -> listeners.waiting() == 1);
                port = attachAndLeave(listeners, gone);
                first.answer();
            }
            await("the old parts are gone", () -> {
                System.gc();
                return gone.stream().allMatch(one -> one.get() == null);
            });
        }
        assertNotEquals(0, port);
    }

    /** Serves one request if there is one. */
    private static int attachAndLeave(OpenListeners listeners, List<WeakReference<Part>> gone) {
        TestPart part = new TestPart("part");
        gone.add(new WeakReference<>(part));
        Attachment attachment = listeners.attach(settings(0, 2), part);
        await("those that waited are through", () -> listeners.waiting() == 0);
        attachment.detach();
        attachment.close();
        return attachment.port();
    }
}
