package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The registry as others' tools see it. */
@ExtendWith(SharedEngine.class)
class RegistryIT {
    private static final int LAYER = 3_000_000;
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @TempDir
    Path temp;

    @Test
    void givesBackWhatSkopeoBrought(LiveEngine engine) throws Exception {
        String pushed = layout(temp.resolve("there"));
        String image = "docker://" + engine.registry() + "/team/copied:1";
        engine.copy("oci:" + temp.resolve("there") + ":1", image);
        engine.copy(image, "oci:" + temp.resolve("back") + ":1");
        String index = Files.readString(temp.resolve("back/index.json"));
        assertTrue(index.contains(pushed), index);
        assertEquals(-1, Files.mismatch(blob("there", pushed), blob("back", pushed)));
        String tags = engine.api().get("/images/team%2Fcopied/tags").expect(200).text();
        assertTrue(tags.contains(pushed), tags);
        engine.api().delete("/images/team%2Fcopied").expect(204);
    }

    @Test
    void refusesSkopeoWithoutTheRightPassword(LiveEngine engine) throws Exception {
        layout(temp.resolve("there"));
        Process process = new ProcessBuilder("skopeo", "copy", "-q", "--insecure-policy", "--dest-tls-verify=false",
                "--dest-creds", "admin:wrong", "oci:" + temp.resolve("there") + ":1",
                "docker://" + engine.registry() + "/team/refused:1").redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), said);
        assertTrue(said.contains("unauthorized") || said.contains("invalid username/password"), said);
        engine.api().get("/images/team%2Frefused").expect(404);
    }

    private Path blob(String layout, String digest) {
        return temp.resolve(layout).resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    }

    /** Writes an image of one layer, tagged 1; returns the manifest's digest. */
    private String layout(Path folder) throws Exception {
        Files.createDirectories(folder.resolve("blobs/sha256"));
        byte[] random = new byte[LAYER];
        new Random(4).nextBytes(random);
        Path source = Files.createDirectories(temp.resolve("source"));
        Files.write(source.resolve("random"), random);
        Programs.run(List.of("tar", "-C", source.toString(), "-cf", temp.resolve("layer.tar").toString(), "random"));
        byte[] tar = Files.readAllBytes(temp.resolve("layer.tar"));
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
        return digest;
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
