package io.leengine.engine.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.engine.Actor;
import io.leengine.engine.change.Changes;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
        // As the database says it when two engines have read the same number.
        EngineException error = assertThrows(EngineException.class, () -> records.begin(FOLDER, draft(), session -> {
            throw new EngineException(ErrorCode.ALREADY_EXISTS, "There is one with this number already.").withField("number");
        }));
        assertEquals(ErrorCode.CONFLICT, error.code());
        assertEquals(Optional.empty(), error.field(), "time mends it");
        assertEquals(1, records.begin(FOLDER, draft(), session -> { }).number());
        assertEquals(ErrorCode.CONFLICT,
            assertThrows(EngineException.class, () -> records.begin(FOLDER, draft(), session -> { })).code());
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
