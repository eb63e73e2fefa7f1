package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every configured plugin does, whatever its seam: the contract of {@link Seam}. A plugin's test extends the class
 * of its seam, which extends this, and says how the plugin is opened and closed and which {@linkplain #abilities()
 * abilities} it has.
 *
 * <p>All that one test opens shares one state: opened again after a close, a plugin finds what was left. Each test begins
 * with an empty one; {@link #folder()} is a place for it.
 *
 * @param <S> the seam
 */
@ExtendWith(CheckLimit.class)
public abstract class SeamConformance<S extends Seam> {
    /** The configuration parameter of JUnit that sets the {@link #patience()}, in seconds. */
    public static final String PATIENCE = "leengine.tck.patience";

    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final int SWAPS = 3;
    private static final int BACK_OFF_MILLIS = 2;
    private static final int CALLERS = 8;

    @TempDir
    private Path temporary;

    private Duration patience = Duration.ofSeconds(30);
    private final List<S> open = new ArrayList<>();
    private volatile S current;

    /** An ability nobody has. */
    public interface Undreamt {
    }

    /** Opens the plugin over the state of the present test, as its activation does. Called again, it shares the state. */
    protected abstract S open() throws Exception;

    /** Closes a plugin as its deactivation does; called once for each that was opened. The state stays. */
    protected abstract void close(S opened) throws Exception;

    /** Declares the abilities the plugin has; none unless overridden. Each other one must be absent. */
    protected Set<Ability> abilities() {
        return Set.of();
    }

    /** How long one call, or one thing that is awaited, may take here. A check may take four times as long. */
    protected Duration patience() {
        return patience;
    }

    /** Returns a folder of the present test, the same throughout it. */
    protected final Path folder() {
        return temporary;
    }

    /** Returns a context with much time. */
    protected final CallContext ctx() {
        return CallContext.of("tck", patience());
    }

    // What a seam's class says of its seam

    /** Tells which plugin is the one under test from now on. */
    abstract void under(S opened) throws Exception;

    /** Makes a plugin ready for {@link #calls()} and {@link #leave}. */
    void prepare(S opened) throws Exception {
        // Most need nothing.
    }

    /** Every call of the seam at least once. */
    abstract List<SeamCall<S>> calls();

    /** Calls with a value that is malformed or out of bounds. */
    abstract List<SeamCall<S>> badCalls();

    /** Leaves a numbered trace, in such a way that a repeat changes nothing. */
    abstract void leave(S opened, int trace) throws Exception;

    /** Returns the numbers of the traces that are there, each as often as it is. */
    abstract Collection<Integer> traces(S opened) throws Exception;

    /** Returns the abilities that a plugin of this seam may have. */
    Set<Ability> possible() {
        return Set.of();
    }

    /** Returns whether traces outlive a close. */
    boolean keepsTraces() {
        return true;
    }

    /** Takes away what outlives a plugin and its state. */
    void clear(S opened) throws Exception {
        // Most have nothing of the kind.
    }

    // How a check opens and closes

    final void bePatientFor(Duration limit) {
        patience = limit;
    }

    final boolean has(Ability ability) {
        return abilities().contains(ability);
    }

    final S current() {
        return current;
    }

    final S another() throws Exception {
        S opened = open();
        synchronized (open) {
            open.add(opened);
        }
        return opened;
    }

    final void shut(S opened) throws Exception {
        boolean there;
        synchronized (open) {
            there = open.removeIf(one -> one == opened);
        }
        if (there) {
            close(opened);
        }
    }

    final S reopen() throws Exception {
        shut(current);
        current = another();
        under(current);
        return current;
    }

    @BeforeEach
    final void openSeam() throws Exception {
        current = another();
        under(current);
        prepare(current);
    }

    @AfterEach
    final void closeSeam() throws Exception {
        boolean cleared = false;
        List<S> left;
        synchronized (open) {
            left = List.copyOf(open);
        }
        try {
            if (left.contains(current)) {
                clear(current);
                cleared = true;
            }
        } finally {
            for (S one : left) {
                shut(one);
            }
        }
        if (!cleared) {
            S last = another();
            try {
                clear(last);
            } finally {
                shut(last);
            }
        }
    }

    static void assertCode(ErrorCode code, Executable call) {
        EngineException error = assertThrows(EngineException.class, call);
        assertEquals(code, error.code(), error.getMessage());
    }

    private static String sorted(Collection<Integer> traces) {
        return traces.stream().sorted().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String upTo(int count) {
        return sorted(IntStream.range(0, count).boxed().toList());
    }

    // The checks

    @Test
    void theNameNeverChanges() throws Exception {
        String name = current.name();
        assertNotNull(name);
        assertFalse(name.isEmpty());
        leave(current, 0);
        assertEquals(name, current.name());
        S former = current;
        assertEquals(name, reopen().name(), "opened again");
        assertEquals(name, former.name(), "after its close");
    }

    @Test
    void healthAnswersAtOnceAndNeverThrows() throws Exception {
        S former = current;
        askHealth(former);
        Many.at(Many.THREADS, patience(), thread -> {
            if (thread % 2 == 0) {
                Thread.currentThread().interrupt();
            }
            askHealth(former);
            return null;
        });
        shut(former);
        askHealth(former);
    }

    private void askHealth(S asked) {
        long start = System.nanoTime();
        assertNotNull(asked.health());
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(AT_ONCE) < 0, "health() took " + took.toMillis() + " ms");
    }

    @Test
    void abilitiesAreThoseDeclared() {
        Set<Ability> declared = abilities();
        assertTrue(possible().containsAll(declared), "not abilities of this seam: " + declared);
        for (Ability ability : possible()) {
            if (ability.type().isPresent()) {
                Optional<?> found = current.ability(ability.type().get());
                assertEquals(declared.contains(ability), found.isPresent(), ability + " is "
                    + (found.isPresent() ? "there and not declared" : "declared and not there"));
                assertTrue(found.isEmpty() || ability.type().get().isInstance(found.get()), ability.name());
            }
        }
        assertEquals(Optional.empty(), current.ability(Undreamt.class), "an ability nobody has");
    }

    @Test
    void badInputIsInvalidAndNamesItsField() {
        for (SeamCall<S> bad : badCalls()) {
            EngineException error = assertThrows(EngineException.class, () -> bad.work().on(current, ctx()), bad.name());
            assertEquals(ErrorCode.INVALID, error.code(), bad.name() + ": " + error.getMessage());
            assertTrue(error.field().filter(field -> !field.isBlank()).isPresent(), bad.name() + " names no field");
        }
    }

    @Test
    void aRepeatedCallChangesNothing() throws Exception {
        leave(current, 0);
        leave(current, 1);
        leave(current, 0);
        assertEquals(upTo(2), sorted(traces(current)));
        for (SeamCall<S> call : calls()) {
            call.work().on(current, ctx());
            call.work().on(current, ctx());
        }
        assertEquals(upTo(2), sorted(traces(current)));
    }

    @Test
    void anInterruptedCallEndsAndARepeatCompletesIt() throws Exception {
        for (SeamCall<S> call : calls()) {
            Many.apart(patience(), () -> {
                Thread.currentThread().interrupt();
                try {
                    call.work().on(current, ctx());
                    assertTrue(Thread.interrupted(), call.name() + " went on and swallowed the interrupt");
                } catch (InterruptedException e) {
                    assertFalse(Thread.interrupted(), call.name() + ": the exception takes the mark");
                }
                return null;
            });
            call.work().on(current, ctx());
        }
        Many.apart(patience(), () -> {
            Thread.currentThread().interrupt();
            try {
                leave(current, 0);
            } catch (InterruptedException e) {
                assertFalse(Thread.interrupted(), "the exception takes the mark");
            }
            return null;
        });
        leave(current, 0);
        assertEquals(upTo(1), sorted(new TreeSet<>(traces(current))));
    }

    @Test
    void fiftyThreadsAtOnceLoseNothing() throws Exception {
        List<SeamCall<S>> calls = calls();
        Many.at(Many.THREADS, patience(), thread -> {
            leave(current, thread);
            calls.get(thread % calls.size()).work().on(current, ctx());
            assertTrue(traces(current).contains(thread), "one sees what one did");
            return null;
        });
        assertEquals(upTo(Many.THREADS), sorted(traces(current)));
    }

    @Test
    void closingInTheMiddleHangsNobody() throws Exception {
        List<SeamCall<S>> calls = calls();
        CountDownLatch warm = new CountDownLatch(CALLERS * 2);
        S closing = current;
        Many.at(CALLERS * 2 + 1, patience(), thread -> {
            if (thread == CALLERS * 2) {
                warm.await();
                shut(closing);
                return null;
            }
            SeamCall<S> call = calls.get(thread % calls.size());
            try {
                while (!Thread.interrupted()) {
                    call.work().on(closing, ctx());
                    warm.countDown();
                    // A call that never waits would keep the one that closes from its turn.
                    Thread.yield();
                }
            } catch (EngineException e) {
                assertEquals(ErrorCode.UNAVAILABLE, e.code(), call.name() + ": " + e.getMessage());
            } finally {
                warm.countDown();
            }
            return null;
        });
    }

    @Test
    void afterCloseEveryCallIsUnavailable() throws Exception {
        S closed = current;
        shut(closed);
        for (SeamCall<S> call : calls()) {
            EngineException error = assertThrows(EngineException.class, () -> call.work().on(closed, ctx()),
                call.name());
            assertEquals(ErrorCode.UNAVAILABLE, error.code(), call.name() + ": " + error.getMessage());
        }
        for (Ability ability : possible()) {
            ability.type().ifPresent(closed::ability);
        }
    }

    @Test
    void openedAgainItHasWhatWasLeft() throws Exception {
        leave(current, 0);
        reopen();
        if (!keepsTraces()) {
            assertEquals("", sorted(traces(current)), "It declares not to keep anything, and does");
        }
        prepare(current);
        leave(current, 1);
        leave(current, 0);
        reopen();
        assertEquals(keepsTraces() ? upTo(2) : "", sorted(traces(current)));
    }

    @Test
    void aSuccessorTakesOverUnderWay() throws Exception {
        AtomicInteger next = new AtomicInteger();
        Set<Integer> done = new TreeSet<>();
        CountDownLatch[] progress = new CountDownLatch[SWAPS];
        java.util.Arrays.setAll(progress, i -> new CountDownLatch(CALLERS));
        Many.at(CALLERS + 1, patience(), thread -> {
            for (int swap = 0; swap < SWAPS; swap++) {
                if (thread == CALLERS) {
                    progress[swap].await();
                    reopen();
                    prepare(current);
                } else {
                    int trace = next.getAndIncrement();
                    progress[swap].countDown();
                    leaveUntilTaken(trace);
                    synchronized (done) {
                        done.add(trace);
                    }
                }
            }
            return null;
        });
        if (keepsTraces()) {
            assertEquals(sorted(done), sorted(new TreeSet<>(traces(current))), "what was acknowledged is there");
        }
    }

    /** As the engine does: again, on whatever part is there, while it is said to be unavailable. */
    private void leaveUntilTaken(int trace) throws Exception {
        while (!Thread.interrupted()) {
            try {
                leave(current, trace);
                return;
            } catch (EngineException e) {
                assertTrue(e.code() == ErrorCode.UNAVAILABLE || !keepsTraces(), e.getMessage());
                Thread.sleep(BACK_OFF_MILLIS);
            }
        }
        throw new InterruptedException();
    }

    @Test
    void closeLeavesNothingBehind() throws Exception {
        shut(current);
        Leftovers before = Leftovers.now(temporary);
        Set<String> first = useAndClose(before);
        // What a process makes once stays, and is not the plugin's to end; what each opening leaves is.
        Leftovers between = Leftovers.now(temporary);
        if (!first.isEmpty()) {
            Set<String> second = useAndClose(between);
            assertEquals(Set.of(), second, "left behind by each opening");
        }
    }

    private Set<String> useAndClose(Leftovers before) throws Exception {
        S used = another();
        prepare(used);
        leave(used, 0);
        for (SeamCall<S> call : calls()) {
            call.work().on(used, ctx());
        }
        shut(used);
        long deadline = System.nanoTime() + patience().toNanos();
        Set<String> left = Leftovers.now(temporary).since(before);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
            left = Leftovers.now(temporary).since(before);
        }
        return left;
    }
}
