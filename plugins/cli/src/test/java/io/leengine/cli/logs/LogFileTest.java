package io.leengine.cli.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LogFileTest {
    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        file = folder.resolve("engine.log");
        Files.writeString(file, "one\ntwo\nthree\n");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** As the engine does it, with three files kept. */
    private void roll() throws IOException {
        for (int number = 2; number >= 0; number--) {
            Path from = number == 0 ? file : folder.resolve("engine.log." + number);
            if (Files.exists(from)) {
                Files.move(from, folder.resolve("engine.log." + (number + 1)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private List<String> tail(int lines) throws InterruptedException {
        List<String> read = new ArrayList<>();
        new LogFile(file).read(lines, false, read::add);
        return read;
    }

    @Test
    void theLastLines() throws Exception {
        assertEquals(List.of("two", "three"), tail(2));
        assertEquals(List.of("one", "two", "three"), tail(9));
        assertEquals(List.of(), tail(0));
        append("half");
        assertEquals(List.of("three", "half"), tail(2));
    }

    @Test
    void theLastLinesOfALongLog() throws Exception {
        append(String.join("", IntStream.range(0, 40_000).mapToObj(i -> "line number " + i + "\n").toList()));
        assertEquals(List.of("line number 39998", "line number 39999"), tail(2));
        assertEquals("line number 10000", tail(30_000).getFirst());
        assertEquals(40_003, tail(50_000).size());
    }

    @Test
    void aReaderWhoHasEnoughIsLeftAlone() throws Exception {
        List<String> read = new ArrayList<>();
        new LogFile(file).read(9, true, line -> {
            read.add(line);
            return false;
        });
        assertEquals(List.of("one"), read);
    }

    @Test
    void nothingIsMissedWhenItRolls() throws Exception {
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                new LogFile(file).read(1, true, line -> read.add(line) && !line.equals("end"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertEquals("three", read.poll(10, TimeUnit.SECONDS));
        append("four\nfi");
        assertEquals("four", read.poll(10, TimeUnit.SECONDS));
        append("ve\nsix\n");
        roll();
        // Twice before anybody looks, and with lines in each.
        append("seven\n");
        roll();
        append("eight\n");
        assertEquals(List.of("five", "six", "seven", "eight"), List.of(take(read), take(read), take(read), take(read)));
        append("nine\nend\n");
        assertEquals(List.of("nine", "end"), List.of(take(read), take(read)));
        assertTrue(reader.join(Duration.ofSeconds(10)));
    }

    private static String take(BlockingQueue<String> read) throws InterruptedException {
        String line = read.poll(10, TimeUnit.SECONDS);
        return line == null ? "(nothing)" : line;
    }
}
