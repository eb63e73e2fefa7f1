package io.leengine.scheduler.k8s.testcell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An image with one program in one layer, in the OCI format: to be written as an archive or served by a registry. */
public final class ImageArchive {

    /** The media type of the manifest. */
    public static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PROGRAM = 0100755;

    private final Map<String, byte[]> blobs = new LinkedHashMap<>();
    private final byte[] manifest;

    private ImageArchive(Path program, List<String> environment) throws IOException {
        byte[] layer = layer(program);
        ObjectNode config = JSON.createObjectNode().put("architecture", architecture()).put("os", "linux");
        ObjectNode run = config.putObject("config");
        run.putArray("Entrypoint").add("/" + program.getFileName());
        environment.forEach(run.putArray("Env")::add);
        config.putObject("rootfs").put("type", "layers").putArray("diff_ids").add(digest(layer));
        byte[] configuration = JSON.writeValueAsBytes(config);
        ObjectNode json = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MANIFEST_TYPE);
        describe(json.putObject("config"), "application/vnd.oci.image.config.v1+json", configuration);
        describe(json.putArray("layers").addObject(), "application/vnd.oci.image.layer.v1.tar", layer);
        manifest = JSON.writeValueAsBytes(json);
        blobs.put(digest(layer), layer);
        blobs.put(digest(configuration), configuration);
    }

    /**
     * An image that runs a static program.
     *
     * @param program     lands in the root of the image and is what it runs
     * @param environment such as {@code PORT=8080}
     */
    public static ImageArchive of(Path program, List<String> environment) throws IOException {
        return new ImageArchive(program, environment);
    }

    /** The image that answers HTTP on {@code PORT} (8080), prints a line a request, and says what {@code /hello say} is given. */
    public static ImageArchive hello() throws InterruptedException {
        try {
            Path programs = new GoBuild(GoBuild.defaultCache(), it -> { }).images();
            return of(programs.resolve("hello"), List.of("PORT=8080"));
        } catch (IOException e) {
            throw new TestCellException("cannot make the image hello: " + e.getMessage(), e);
        }
    }

    /** Its manifest, of the type {@link #MANIFEST_TYPE}. */
    public byte[] manifest() {
        return manifest.clone();
    }

    /** The manifest's digest. */
    public String digest() {
        return digest(manifest);
    }

    /** Its layer and its configuration by their digests. */
    public Map<String, byte[]> blobs() {
        return Map.copyOf(blobs);
    }

    /** Writes it as an archive that {@link TestCell#importImages} takes. @param name with its registry and tag */
    public void write(Path file, String name) throws IOException {
        try (OutputStream out = Files.newOutputStream(file); var tar = new TarArchiveOutputStream(out)) {
            add(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8), 0100644);
            for (Map.Entry<String, byte[]> each : blobs.entrySet()) {
                add(tar, blob(each.getKey()), each.getValue(), 0100644);
            }
            add(tar, blob(digest()), manifest, 0100644);
            ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2);
            ObjectNode entry = index.putArray("manifests").addObject();
            describe(entry, MANIFEST_TYPE, manifest);
            entry.putObject("annotations").put("io.containerd.image.name", name);
            add(tar, "index.json", JSON.writeValueAsBytes(index), 0100644);
        }
    }

    private static byte[] layer(Path program) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            add(tar, program.getFileName().toString(), Files.readAllBytes(program), PROGRAM);
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content, int mode) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        // The same content is the same image, whenever it is made.
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void describe(ObjectNode descriptor, String type, byte[] content) {
        descriptor.put("mediaType", type).put("digest", digest(content)).put("size", content.length);
    }

    private static String blob(String digest) {
        return "blobs/sha256/" + digest.substring("sha256:".length());
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : System.getProperty("os.arch");
    }
}
