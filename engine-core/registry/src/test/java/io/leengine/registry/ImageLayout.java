package io.leengine.registry;

import io.leengine.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * An OCI image layout with one image, tagged {@code v1}; each of its layers holds one file of random bytes.
 *
 * @param folder where it is
 * @param digest of the manifest
 */
record ImageLayout(Path folder, String digest) {
    private static final int BLOCK = 512;

    static ImageLayout make(Path folder, int layers, int bytes) throws IOException {
        List<String> descriptors = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            byte[] content = new byte[bytes + i];
            new Random().nextBytes(content);
            byte[] layer = tar("file-" + i, content);
            // Compressed, as clients would otherwise do it on their own and so change the digest.
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(compressed)) {
                gzip.write(layer);
            }
            descriptors.add(descriptor(folder, "application/vnd.oci.image.layer.v1.tar+gzip", compressed.toByteArray()));
            ids.add("\"" + Digest.of(layer) + "\"");
        }
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String config = "{\"architecture\":\"" + machine + "\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\","
            + "\"diff_ids\":[" + String.join(",", ids) + "]}}";
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + RegistryClient.OCI + "\",\"config\":"
            + descriptor(folder, "application/vnd.oci.image.config.v1+json", config.getBytes(StandardCharsets.UTF_8))
            + ",\"layers\":[" + String.join(",", descriptors) + "]}").getBytes(StandardCharsets.UTF_8);
        String top = descriptor(folder, RegistryClient.OCI, manifest);
        Files.writeString(folder.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":["
            + top.replace("}", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}") + "]}");
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        return new ImageLayout(folder, Digest.of(manifest).toString());
    }

    /** Returns a layout that a client has written. */
    static ImageLayout read(Path folder) throws IOException {
        return new ImageLayout(folder, Files.readString(folder.resolve("index.json"))
            .replaceAll("(?s).*\"digest\":\\s*\"(sha256:[0-9a-f]+)\".*", "$1"));
    }

    /** Returns where a blob is. */
    static Path blob(Path folder, String digest) {
        return folder.resolve("blobs/sha256").resolve(Digest.parse(digest).hex());
    }

    private static String descriptor(Path folder, String type, byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        Path file = blob(folder, digest.toString());
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + content.length + "}";
    }

    /** An archive (POSIX ustar) of one file. */
    private static byte[] tar(String name, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", content.length));
        put(header, 136, "00000000000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = '0';
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format("%06o", sum));
        header[154] = 0;
        int padded = (content.length + BLOCK - 1) / BLOCK * BLOCK;
        byte[] archive = Arrays.copyOf(header, BLOCK + padded + 2 * BLOCK);
        System.arraycopy(content, 0, archive, BLOCK, content.length);
        return archive;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
