package io.leengine.distro;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * An image of one layer in a folder, tagged 1, as skopeo reads it.
 *
 * @param folder where it is
 * @param digest the manifest's
 */
record ImageLayout(Path folder, String digest) {
    private static final int LAYER = 3_000_000;
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    /** Writes one of random bytes; what is needed on the way is left in the folder around it. */
    static ImageLayout write(Path folder) throws Exception {
        Files.createDirectories(folder.resolve("blobs/sha256"));
        byte[] random = new byte[LAYER];
        new Random(4).nextBytes(random);
        Path source = Files.createDirectories(folder.resolveSibling("source"));
        Files.write(source.resolve("random"), random);
        Path archive = folder.resolveSibling("layer.tar");
        Programs.run(List.of("tar", "-C", source.toString(), "-cf", archive.toString(), "random"));
        byte[] tar = Files.readAllBytes(archive);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(tar);
        }
        byte[] layer = compressed.toByteArray();
        String layerDigest = put(folder, layer);
        byte[] config = """
                {"architecture":"amd64","os":"linux","config":{"Cmd":["/random"]},
                "rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(digest(tar)).getBytes(StandardCharsets.UTF_8);
        String configDigest = put(folder, config);
        byte[] manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json",
                "digest":"%s","size":%d},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s",
                "size":%d}]}""".formatted(MANIFEST, configDigest, config.length, layerDigest, layer.length)
                .getBytes(StandardCharsets.UTF_8);
        String digest = put(folder, manifest);
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(folder.resolve("index.json"), """
                {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%d,
                "annotations":{"org.opencontainers.image.ref.name":"1"}}]}""".formatted(MANIFEST, digest,
                manifest.length));
        return new ImageLayout(folder, digest);
    }

    /** Returns what skopeo calls it. */
    static String named(Path folder) {
        return "oci:" + folder + ":1";
    }

    /** Returns the file that holds a blob. */
    static Path blob(Path folder, String digest) {
        return folder.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    }

    private static String put(Path folder, byte[] blob) throws Exception {
        String digest = digest(blob);
        Files.write(folder.resolve("blobs/sha256").resolve(digest.substring("sha256:".length())), blob);
        return digest;
    }

    private static String digest(byte[] blob) throws Exception {
        return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(blob));
    }
}
