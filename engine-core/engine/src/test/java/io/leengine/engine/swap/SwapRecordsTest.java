package io.leengine.engine.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Actor;
import io.leengine.engine.change.Changes;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.engine.store.SwapRows;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SwapRecordsTest {
    private static final Actor FOLDER = new Actor(Actor.Kind.ENGINE, "", "plugin-folder", true, "r1", "");

    private final MemoryStore store = new MemoryStore();
    private final SwapRecords records = new SwapRecords(store, new Changes(store, Clock.systemUTC()), "here");

    private static Swap draft() {
        return new Swap(0, Swap.Kind.INSTALL, "cells", Swap.Content.nothing(), Swap.Content.nothing(), Swap.State.RUNNING, "",
            Duration.ZERO, List.of(), "", Instant.EPOCH, Optional.empty());
    }

    @Test
    void whoeverIsSecondInTheSameMomentHearsThatAnotherIsUnderWayAndNotThatItIsThereAlready() {
        SwapRecords late = new SwapRecords(new Late(), new Changes(new Late(), Clock.systemUTC()), "there");
        assertEquals(1, records.begin(FOLDER, draft(), session -> { }).number());
        assertTimeMendsIt(() -> late.begin(FOLDER, draft(), session -> { }));
        assertTimeMendsIt(() -> records.begin(FOLDER, draft(), session -> { }));
    }

    private static void assertTimeMendsIt(Executable begin) {
        EngineException error = assertThrows(EngineException.class, begin);
        assertEquals(ErrorCode.CONFLICT, error.code());
        assertEquals(Optional.empty(), error.field());
    }

    @Test
    void whatElseIsThereAlreadyIsSaidAsItIs() {
        assertEquals(ErrorCode.ALREADY_EXISTS, assertThrows(EngineException.class, () -> records.begin(FOLDER, draft(),
            session -> {
                throw new EngineException(ErrorCode.ALREADY_EXISTS, "There is one with this name already.");
            })).code());
    }

    /** As an engine sees the database that looked just before another one began a swap. */
    private final class Late implements Store {
        @Override
        public <T> T read(Work<T> work) {
            return store.read(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            return store.write(session -> work.apply(seen(Session.class, session,
                (method, value) -> method.equals("swaps") ? seen(SwapRows.class, value, Late::early) : value)));
        }

        private static Object early(String method, Object value) {
            return switch (method) {
                case "running" -> List.of();
                case "nextNumber" -> 1L;
                default -> value;
            };
        }

        private static <R> R seen(Class<R> type, Object real, BiFunction<String, Object, Object> as) {
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                try {
                    return as.apply(method.getName(), method.invoke(real, arguments));
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }));
        }
    }

    @Test
    void eachFolderKnowsItsOwn() throws InterruptedException {
        SwapRecords other = new SwapRecords(store, new Changes(store, Clock.systemUTC()), "there");
        Swap here = records.begin(FOLDER, draft(), session -> { });
        end(records, here);
        Swap there = other.begin(FOLDER, draft(), session -> { });
        end(other, there);
        assertEquals(List.of(here.number()), records.begunHere(10).stream().map(Swap::number).toList());
        assertEquals(List.of(there.number()), other.begunHere(10).stream().map(Swap::number).toList());
    }

    private static void end(SwapRecords of, Swap swap) throws InterruptedException {
        of.end(swap, Swap.State.DONE, "It runs.", SwapRecords.Taken.nothing(), session -> { });
    }
}
