package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What every plugin does of a seam whose calls have a {@link CallContext}.
 *
 * @param <S> the seam
 */
public abstract class TimedSeamConformance<S extends Seam> extends SeamConformance<S> {
    @Test
    void aCallWithoutTimeLeftTimesOut() {
        S opened = current();
        for (SeamCall<S> call : calls()) {
            CallContext late = CallContext.of("tck", Duration.ofNanos(1));
            EngineException error = assertThrows(EngineException.class, () -> call.work().on(opened, late), call.name());
            assertEquals(ErrorCode.TIMEOUT, error.code(), call.name() + ": " + error.getMessage());
        }
    }
}
