package io.leengine.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The registry in a process of its own, which can be killed, or be given little. */
final class RegistryProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final String url;

    private RegistryProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        said = process.inputReader(StandardCharsets.UTF_8);
        url = said();
    }

    /** Starts it on a folder; returns when it serves. */
    static RegistryProcess serve(Path folder, String... javaOptions) throws IOException {
        return new RegistryProcess(java(TestRegistry.class, List.of(folder.toString(), "0"), javaOptions));
    }

    /** Starts it on a disk of its own that is nearly full; that needs root. */
    static RegistryProcess onFullDisk(Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--"));
        command.addAll(java(FullDiskRegistry.class, List.of(folder.toString())));
        return new RegistryProcess(command);
    }

    /** Starts one whose group {@code hub} caches another registry. */
    static RegistryProcess caching(Path folder, URI other) throws IOException {
        return new RegistryProcess(java(CachingRegistry.class, List.of(folder.toString(), other.toString())));
    }

    /** Starts one on a Ceph. */
    static RegistryProcess onCeph(CephStorages storage, Map<String, Object> place) throws IOException {
        return new RegistryProcess(java(CephRegistry.class, storage.arguments(place), "--enable-native-access=ALL-UNNAMED"));
    }

    private static List<String> java(Class<?> main, List<String> arguments, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    String url() {
        return url;
    }

    /** Says a line to it and returns what it answers. */
    String say(String line) throws IOException {
        var out = process.outputWriter(StandardCharsets.UTF_8);
        out.write(line + "\n");
        out.flush();
        return said();
    }

    private String said() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("The registry's process ended");
        }
        return line;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it at once and waits for its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
