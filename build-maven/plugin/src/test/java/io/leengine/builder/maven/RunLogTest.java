package io.leengine.builder.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.tck.BuildRecorder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RunLogTest {
    @Test
    void linesKeepTheirTextAndTheLastNeedsNoEnd() throws Exception {
        var recorder = new BuildRecorder();
        read("one\r\n\ntwo \u00e9\nlast", new RunLog(1_000, recorder));
        assertEquals(List.of("one", "", "two \u00e9", "last"), recorder.lines());
    }

    @Property(tries = 60)
    void aLineIsNeverLongerThanItMayBe(@ForAll @IntRange(min = 60_000, max = 70_000) int length,
            @ForAll @IntRange(min = 0, max = 3) int kind) throws Exception {
        String piece = List.of("x", "\u00e9", "\u20ac", "\ud83d\ude00").get(kind);
        String line = piece.repeat(length / piece.getBytes(StandardCharsets.UTF_8).length);
        var recorder = new BuildRecorder();
        read(line + "\nnext\n", new RunLog(1 << 20, recorder));
        assertEquals(2, recorder.lines().size());
        String told = recorder.lines().getFirst();
        assertTrue(told.getBytes(StandardCharsets.UTF_8).length <= RunLog.LINE_LIMIT);
        assertEquals(line.getBytes(StandardCharsets.UTF_8).length <= RunLog.LINE_LIMIT, told.equals(line));
    }

    private static void read(String text, RunLog log) throws Exception {
        new LineReader(log).read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
