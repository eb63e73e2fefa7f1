package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every plugin does of a seam whose calls have a {@link CallContext}.
 *
 * @param <S> the seam
 */
public abstract class TimedSeamConformance<S extends Seam> extends SeamConformance<S> {
    /** Those of {@link #calls()} that fail when they have no time. */
    List<SeamCall<S>> timedCalls() {
        return calls();
    }

    @Test
    void aCallWithoutTimeLeftTimesOut() {
        S opened = current();
        for (SeamCall<S> call : timedCalls()) {
            CallContext late = CallContext.of("tck", Duration.ofNanos(1));
            EngineException error = assertThrows(EngineException.class, () -> call.work().on(opened, late), call.name());
            assertEquals(ErrorCode.TIMEOUT, error.code(), call.name() + ": " + error.getMessage());
        }
    }
}
