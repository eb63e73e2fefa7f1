package io.leengine.loadbalancer.nginx.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The choice itself, in the Lua of a real nginx. */
class ChoiceProperties {
    private static final String QUESTIONS = """
            location /shares {
              content_by_lua_block {
                local choice, slots, counts = require("leengine.choice"), {}, {}
                for weight in ngx.var.arg_weights:gmatch("%d+") do
                  slots[#slots + 1] = { weight = tonumber(weight), endpoint = #slots + 1 }
                  counts[#slots] = 0
                end
                local line = choice.line(slots)
                for turn = tonumber(ngx.var.arg_from), ngx.var.arg_from + ngx.var.arg_turns - 1 do
                  local slot = choice.at(line, turn)
                  counts[slot.endpoint] = counts[slot.endpoint] + 1
                end
                ngx.print(table.concat(counts, ","))
              }
            }
            location /others {
              content_by_lua_block {
                local choice, slots, tried, found = require("leengine.choice"), {}, {}, {}
                for weight in ngx.var.arg_weights:gmatch("%d+") do
                  slots[#slots + 1] = { weight = tonumber(weight), endpoint = #slots + 1 }
                end
                local line = choice.line(slots)
                local slot = choice.other(line, tried)
                while slot do
                  tried[slot.endpoint] = true
                  found[#found + 1] = slot.endpoint
                  slot = choice.other(line, tried)
                end
                ngx.print(table.concat(found, ","))
              }
            }
        """;
    private static Path folder;
    private static int port;
    private static NginxHost host;

    private static final class Asking extends Rendering {
        Asking(NginxSettings settings, Folder folder, Path lua) {
            super(settings, folder, lua);
        }

        @Override
        String main(long generation) {
            return super.main(generation).replace("    return 404;\n",
                "    location / { return 404; }\n" + QUESTIONS);
        }
    }

    @BeforeContainer
    static void start() throws Exception {
        folder = Files.createTempDirectory("choice");
        port = HostFixture.freePort();
        host = new NginxHost(new Folder(folder), NginxSettings.of(List.of(new Listener("127.0.0.1", port)))
            .withUser(System.getProperty("user.name")), Asking::new);
        host.start();
    }

    @AfterContainer
    static void stop() throws Exception {
        host.stop(Duration.ofSeconds(1));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static int[] ask(String question, List<Integer> weights, String more) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            String list = weights.stream().map(String::valueOf).collect(Collectors.joining(","));
            String answer = new String(connection.send("GET /" + question + "?weights=" + list + more
                + " HTTP/1.0\r\nHost: x\r\n\r\n").input().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertEquals(200, RawConnection.status(answer), answer);
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            return body.isEmpty() ? new int[0] : Arrays.stream(body.split(",")).mapToInt(Integer::parseInt).toArray();
        }
    }

    @Provide
    Arbitrary<List<Integer>> weights() {
        return Arbitraries.oneOf(Arbitraries.integers().between(0, 1_000_000), Arbitraries.integers().between(0, 100))
            .list().ofMinSize(1).ofMaxSize(30).filter(list -> list.stream().anyMatch(weight -> weight > 0));
    }

    /** Over any stretch of turns nobody is more than a few requests away from the exact share, a small one least. */
    @Property(tries = 300)
    void sharesAreMet(@ForAll("weights") List<Integer> weights, @ForAll @IntRange(max = 5_000_000) int from,
            @ForAll @IntRange(min = 1, max = 5_000) int turns) throws IOException {
        int[] counts = ask("shares", weights, "&from=" + from + "&turns=" + turns);
        double total = weights.stream().mapToLong(Integer::longValue).sum();
        assertEquals(turns, Arrays.stream(counts).sum());
        long positive = weights.stream().filter(weight -> weight > 0).count();
        for (int i = 0; i < counts.length; i++) {
            double exact = (double) turns * weights.get(i) / total;
            boolean onePiece = (double) weights.get(i) * positive <= total;
            assertTrue(Math.abs(counts[i] - exact) <= (onePiece ? 4 : 4 + positive),
                weights + ": " + i + " got " + counts[i] + " for " + exact);
            assertTrue(weights.get(i) > 0 || counts[i] == 0, "weight 0 gets none");
        }
    }

    /** One in a hundred is one in a hundred. */
    @Property(tries = 50)
    void aSmallWeightIsMet(@ForAll @IntRange(max = 1_000_000) int from) throws IOException {
        int[] counts = ask("shares", List.of(99, 1), "&from=" + from + "&turns=1000");
        assertEquals(10, counts[1], 2);
    }

    /** Those who failed are not asked again, and everybody else is asked once. */
    @Property(tries = 100)
    void othersAreAskedOnce(@ForAll("weights") List<Integer> weights) throws IOException {
        int[] order = ask("others", weights, "");
        assertEquals(weights.stream().filter(weight -> weight > 0).count(), Arrays.stream(order).distinct().count());
        assertEquals(order.length, Arrays.stream(order).distinct().count());
        for (int each : order) {
            assertTrue(weights.get(each - 1) > 0);
        }
    }
}
