package io.leengine.registry.fs;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fills a tiny disk that only this process sees, and frees it again. */
final class FullDisk {
    private FullDisk() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.toString())
            .inheritIO().start().waitFor();
        if (mounted != 0) {
            throw new IllegalStateException("mount ended with " + mounted);
        }
        Path ballast = folder.resolve("ballast");
        Files.write(ballast, new byte[900_000]);
        var storage = new FileRegistryStorage("main", folder);
        byte[] content = new byte[1_500_000];
        String upload = storage.beginUpload("a");
        try {
            storage.append("a", upload, 0, new ByteArrayInputStream(content));
            System.out.print("nothing happened ");
        } catch (EngineException e) {
            System.out.print(e.code() + " ");
        }
        int size = (int) (long) storage.uploadSize("a", upload).orElseThrow();
        System.out.print(storage.health().state() + " ");
        Files.delete(ballast);
        storage.append("a", upload, size, new ByteArrayInputStream(content, size, content.length - size));
        storage.commitUpload("a", upload, Digest.of(content));
        System.out.println("resumed " + storage.health().state());
    }
}
