package io.leengine.bus.embedded;

import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The child process of {@link EmbeddedBusFaultTest}: writes without end and prints what was answered. */
final class BusWriter {
    private BusWriter() {
    }

    /**
     * @param arguments the folder, and how many threads write
     */
    public static void main(String[] arguments) throws Exception {
        EmbeddedBus bus = new EmbeddedBus("child", Path.of(arguments[0]), 1 << 16, 100);
        bus.put(context(), "/leased", new byte[1], Optional.of(bus.grant(context(), Duration.ofHours(1))));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                String key = "/k/" + i;
                threads.submit(() -> write(bus, key));
            }
        }
        System.out.println("readable " + bus.list(context(), "/k/").entries().size());
        System.out.println("health " + bus.health().state());
        bus.close();
    }

    private static Void write(EmbeddedBus bus, String key) throws InterruptedException {
        for (long n = bus.get(context(), key).map(BusWriter::number).orElse(0L) + 1; n > 0; n++) {
            // Values grow, so that a limit is reached however few still write and however often the file is written anew.
            String padding = "x".repeat((int) (300 + 15 * n));
            try {
                bus.put(context(), key, (n + " " + padding).getBytes(StandardCharsets.US_ASCII), Optional.empty());
                System.out.println(key + " " + n);
            } catch (EngineException e) {
                System.out.println("refused " + e.code());
                return null;
            }
        }
        return null;
    }

    static long number(io.leengine.spi.bus.Bus.Entry entry) {
        String value = new String(entry.value(), StandardCharsets.US_ASCII);
        return Long.parseLong(value.substring(0, value.indexOf(' ')));
    }

    private static CallContext context() {
        return CallContext.of("child", Duration.ofSeconds(30));
    }
}
