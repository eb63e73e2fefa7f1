package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * An image of random layers in a folder, in the form that skopeo calls {@code dir}: a manifest, and blobs by their digests.
 *
 * @param folder where it is
 * @param manifest its bytes
 * @param blobs what it refers to
 */
record BenchImage(Path folder, byte[] manifest, List<Blob> blobs) {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final int BLOCK = 1 << 20;

    /**
     * A blob.
     *
     * @param file where it is
     * @param digest as the registry names it
     * @param size in bytes
     */
    record Blob(Path file, String digest, long size) {
        /** Returns its bytes as the body of a request. */
        HttpRequest.BodyPublisher content() {
            try {
                return HttpRequest.BodyPublishers.ofFile(file);
            } catch (FileNotFoundException e) {
                throw new CommandException(ExitCode.FAILED, file + " is gone.", "", e);
            }
        }

        private String descriptor(String type) {
            return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
        }
    }

    /**
     * What an image is like.
     *
     * @param label as printed
     * @param layers how many
     * @param bytes of each
     */
    record Shape(String label, int layers, long bytes) {
    }

    /** Writes one that nobody has seen before. */
    static BenchImage write(Path folder, Shape shape) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("version"), "Directory Transport Version: 1.1\n");
            List<Blob> blobs = new ArrayList<>();
            Blob config = config(folder);
            StringBuilder layers = new StringBuilder();
            for (int i = 0; i < shape.layers(); i++) {
                Blob layer = blob(folder, new Random(), shape.bytes());
                blobs.add(layer);
                layers.append(i == 0 ? "" : ",").append(layer.descriptor(LAYER));
            }
            blobs.add(config);
            byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":" + config.descriptor(CONFIG)
                + ",\"layers\":[" + layers + "]}").getBytes(StandardCharsets.UTF_8);
            Files.write(folder.resolve("manifest.json"), manifest);
            return new BenchImage(folder, manifest, List.copyOf(blobs));
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The images to push cannot be written: " + e.getMessage(), "", e);
        }
    }

    private static Blob config(Path folder) throws IOException {
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},"
            + "\"comment\":\"" + new Random().nextLong() + "\"}").getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(sha256().digest(config));
        return new Blob(Files.write(folder.resolve(hex), config), "sha256:" + hex, config.length);
    }

    /** Large ones repeat a block that a number makes different each time: making randomness takes longer than writing it. */
    private static Blob blob(Path folder, Random random, long size) throws IOException {
        byte[] block = new byte[(int) Math.min(size, BLOCK)];
        random.nextBytes(block);
        MessageDigest digest = sha256();
        Path file = Files.createTempFile(folder, "blob", "");
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            for (long left = size; left > 0; left -= block.length) {
                block[0]++;
                block[block.length / 2] ^= (byte) (left >> 20);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        String hex = HexFormat.of().formatHex(digest.digest());
        return new Blob(Files.move(file, folder.resolve(hex)), "sha256:" + hex, size);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Returns its digest. */
    String digest() {
        return "sha256:" + HexFormat.of().formatHex(sha256().digest(manifest));
    }

    /** Removes its folder. */
    void delete() {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, folder + " cannot be deleted: " + e.getMessage(), "", e);
        }
    }
}
