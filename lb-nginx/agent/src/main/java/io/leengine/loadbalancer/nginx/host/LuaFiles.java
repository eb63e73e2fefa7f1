package io.leengine.loadbalancer.nginx.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Lua side, as this bundle carries it. It is written into a folder named by its content, so that what another build
 * has written, and a running nginx was started from, stays as it is.
 */
final class LuaFiles {
    private static final List<String> NAMES = List.of("choice", "control", "domains", "health", "init", "metrics",
        "proxy", "rules", "stats", "store", "timer", "tls", "worker");

    private final Map<String, String> texts = new LinkedHashMap<>();

    LuaFiles() {
        for (String name : NAMES) {
            texts.put(name + ".lua", read("/lua/leengine/" + name + ".lua"));
        }
    }

    private static String read(String resource) {
        try (InputStream in = LuaFiles.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The bundle's " + resource + " cannot be read.", e);
        }
    }

    /** Writes them, if they are not there as they should be, and returns the folder to load them from. */
    Path install(Folder folder) {
        Path target = folder.lua().resolve(Folder.digest(texts.toString()));
        Path inner = target.resolve("leengine");
        try {
            Files.createDirectories(inner);
            for (Map.Entry<String, String> each : texts.entrySet()) {
                Path file = inner.resolve(each.getKey());
                if (!Files.exists(file) || !Files.readString(file).equals(each.getValue())) {
                    folder.write(file, each.getValue());
                }
            }
        } catch (IOException e) {
            throw Folder.failed(inner, e);
        }
        return target;
    }
}
