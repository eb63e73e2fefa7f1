package io.leengine.registry;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A registry on a disk of 8 MB that only its process sees, most of it taken until a line comes in. */
final class FullDiskRegistry {
    private FullDiskRegistry() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (mounted != 0) {
            throw new IllegalStateException("mount ended with " + mounted);
        }
        Path ballast = Files.write(folder.resolve("ballast"), new byte[5 << 20]);
        try (TestRegistry registry = new TestRegistry(folder.resolve("registry"), 0);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(registry.url());
            in.readLine();
            Files.delete(ballast);
            System.out.println("freed");
            in.readLine();
        }
    }
}
