package io.leengine.registry;

import io.leengine.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Pushes and pulls an image of three layers with 30 MB each through skopeo, to this registry and to CNCF distribution,
 * in turn, and prints a table of medians and their ratio. Arguments: the peer's program, and how many rounds.
 */
final class RegistryBench {
    private static final int WARM_UP = 3;
    private static final int LAYERS = 3;
    private static final int LAYER_BYTES = 30 << 20;
    private static final String PEER = "127.0.0.1:15101";

    private final Path folder;

    private RegistryBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("registry-bench");
        RegistryBench bench = new RegistryBench(folder);
        Process peer = bench.startPeer(arguments[0]);
        try (TestRegistry ours = new TestRegistry(folder.resolve("ours"), 0)) {
            bench.run(ours.host(), Integer.parseInt(arguments[1]));
        } finally {
            peer.destroy();
            peer.waitFor();
            try (var all = Files.walk(folder)) {
                for (Path each : all.toList().reversed()) {
                    Files.delete(each);
                }
            }
        }
    }

    private Process startPeer(String program) throws IOException {
        Path settings = folder.resolve("peer.yml");
        Files.writeString(settings, "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage:\n"
            + "  filesystem: {rootdirectory: " + folder.resolve("peer") + "}\nhttp: {addr: " + PEER + "}\n");
        ProcessBuilder builder = new ProcessBuilder(program, "serve", settings.toString())
            .redirectErrorStream(true).redirectOutput(folder.resolve("peer.log").toFile());
        builder.environment().remove("AWS_CA_BUNDLE");
        return builder.start();
    }

    private void run(String ours, int rounds) throws Exception {
        long[][] times = new long[4][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            // New layers each time, so that every push sends them.
            Path image = image("image" + round);
            for (int side = 0; side < 2; side++) {
                String host = side == 0 ? ours : PEER;
                String name = "docker://" + host + "/bench/image:r" + (round + WARM_UP);
                Path back = folder.resolve("back" + round + side);
                List<String> login = side == 0 ? List.of("ann:ann-secret") : List.of();
                times[side * 2][Math.max(0, round)] = copy("dest", login, "dir:" + image, name);
                times[side * 2 + 1][Math.max(0, round)] = copy("src", login, name, "dir:" + back);
            }
        }
        System.out.printf(Locale.ROOT, "%-6s %10s %10s %8s%n", "", "ours ms", "peer ms", "ratio");
        print("push", times[0], times[2]);
        print("pull", times[1], times[3]);
    }

    private static void print(String what, long[] ours, long[] peer) {
        Arrays.sort(ours);
        Arrays.sort(peer);
        double mine = ours[ours.length / 2] / 1e6;
        double other = peer[peer.length / 2] / 1e6;
        System.out.printf(Locale.ROOT, "%-6s %10.0f %10.0f %8.2f%n", what, mine, other, mine / other);
    }

    private long copy(String side, List<String> login, String from, String to) throws Exception {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "-q",
            "--preserve-digests", "--" + side + "-tls-verify=false"));
        login.forEach(pair -> command.addAll(List.of("--" + side + "-creds", pair)));
        command.addAll(List.of(from, to));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("HOME", folder.toString());
        long begin = System.nanoTime();
        Process process = builder.start();
        if (!process.waitFor(Duration.ofMinutes(2).toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("skopeo failed: " + from + " to " + to);
        }
        return System.nanoTime() - begin;
    }

    /** Writes an image in skopeo's own form: a folder with a manifest and its blobs. */
    private Path image(String name) throws IOException {
        Path image = Files.createDirectories(folder.resolve(name));
        Files.writeString(image.resolve("version"), "Directory Transport Version: 1.1\n");
        String config = blob(image, "application/vnd.oci.image.config.v1+json",
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                .getBytes(StandardCharsets.UTF_8));
        List<String> layers = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            byte[] layer = new byte[LAYER_BYTES];
            new Random().nextBytes(layer);
            layers.add(blob(image, "application/vnd.oci.image.layer.v1.tar+gzip", layer));
        }
        Files.writeString(image.resolve("manifest.json"), "{\"schemaVersion\":2,\"mediaType\":\"" + RegistryClient.OCI
            + "\",\"config\":" + config + ",\"layers\":[" + String.join(",", layers) + "]}");
        return image;
    }

    private static String blob(Path image, String type, byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        Files.write(image.resolve(digest.hex()), content);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + content.length + "}";
    }
}
