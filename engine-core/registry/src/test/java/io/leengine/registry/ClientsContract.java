package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.registry.RegistryStorage;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What real clients do with the registry over one sort of storage: each logs in, pushes, pulls the same digest, and no
 * longer finds what was deleted.
 */
@Timeout(120)
abstract class ClientsContract extends RegistryTest {
    private static final int LAYERS = 3;
    private static final int BYTES = 300_000;
    private static final Duration STARTS = Duration.ofSeconds(60);

    private Programs programs;
    private Process containerd;

    /** Opens the storage; it is closed with the registry. */
    @Override
    abstract RegistryStorage storage(Path place);

    @BeforeEach
    void home() throws Exception {
        programs = new Programs(folder.resolve("home"));
        Files.writeString(folder.resolve("home/registries.conf"), "[[registry]]\nlocation = \"" + registry.host()
            + "\"\ninsecure = true\n");
    }

    @AfterEach
    void stopContainerd() throws Exception {
        if (containerd != null) {
            containerd.destroy();
            assertTrue(containerd.waitFor(STARTS), "containerd does not stop");
        }
    }

    private String image(String name) {
        return registry.host() + "/" + name;
    }

    private List<String> skopeo(String... words) {
        List<String> all = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        all.addAll(List.of(words));
        return all;
    }

    private List<String> podman(String... words) {
        List<String> all = new ArrayList<>(List.of("podman", "--root", folder.resolve("podman").toString(), "--runroot",
            folder.resolve("podman-run").toString(), "--tmpdir", folder.resolve("podman-tmp").toString(), "--storage-driver",
            "vfs", "--cgroup-manager", "cgroupfs", "--events-backend", "none"));
        all.addAll(List.of(words));
        return all;
    }

    /** The socket's file is there before anybody listens, and of that its client makes an error. */
    private void awaitListening(Path socket, Path log) throws Exception {
        long deadline = System.nanoTime() + STARTS.toNanos();
        while (!listens(socket)) {
            if (System.nanoTime() > deadline || containerd.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("containerd does not start: " + Files.readString(log));
            }
        }
    }

    private static boolean listens(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> ctr(String... words) {
        List<String> all = new ArrayList<>(List.of("ctr", "--address", folder.resolve("c.sock").toString(), "--namespace",
            "test"));
        all.addAll(List.of(words));
        return all;
    }

    /** What the registry says the tag is. */
    private String digest(String repository, String tag) throws Exception {
        return header(ann.send("HEAD", "/v2/" + repository + "/manifests/" + tag, null, "Accept", RegistryClient.OCI),
            "Docker-Content-Digest");
    }

    private void delete(String repository, String tag) throws Exception {
        RegistryClient owner = client("Bearer " + ann.token("&scope=repository:" + repository + ":pull,delete"));
        var answer = owner.send("DELETE", "/v2/" + repository + "/manifests/" + digest(repository, tag), null);
        assertEquals(202, answer.statusCode(), text(answer));
    }

    private ImageLayout pushed(String name) throws Exception {
        ImageLayout layout = ImageLayout.make(folder.resolve("layout"), LAYERS, BYTES);
        programs.run(skopeo("copy", "-q", "--dest-tls-verify=false", "--dest-creds", "ann:ann-secret",
            "oci:" + layout.folder() + ":v1", "docker://" + image(name)));
        return layout;
    }

    /** What podman says it holds under a name; warnings come before. */
    private String held(String name) throws Exception {
        return programs.run(podman("image", "inspect", "--format", "{{.Digest}}", name)).strip().lines()
            .reduce("", (_, line) -> line);
    }

    @Test
    void skopeo() throws Exception {
        Assumptions.assumeTrue(Programs.present("skopeo"), "skopeo is not installed");
        ImageLayout layout = ImageLayout.make(folder.resolve("layout"), LAYERS, BYTES);
        Path auth = folder.resolve("auth.json");
        programs.run(skopeo("login", "--tls-verify=false", "--authfile", auth.toString(), "-u", "ann", "--password-stdin",
            registry.host()), "ann-secret", true);
        programs.run(skopeo("copy", "-q", "--dest-tls-verify=false", "--authfile", auth.toString(),
            "oci:" + layout.folder() + ":v1", "docker://" + image("team/hello:v1")));
        assertEquals(layout.digest(), digest("team/hello", "v1"));
        Path back = folder.resolve("back");
        programs.run(skopeo("copy", "-q", "--src-tls-verify=false", "--authfile", auth.toString(),
            "docker://" + image("team/hello:v1"), "oci:" + back + ":v1"));
        assertEquals(layout.digest(), ImageLayout.read(back).digest());
        programs.run(skopeo("delete", "--tls-verify=false", "--authfile", auth.toString(),
            "docker://" + image("team/hello:v1")));
        assertTrue(programs.failing(skopeo("inspect", "--tls-verify=false", "--authfile", auth.toString(),
            "docker://" + image("team/hello:v1"))).contains("manifest unknown"));
        String refused = programs.run(skopeo("login", "--tls-verify=false", "--authfile", auth.toString(), "-u", "ann",
            "--password-stdin", registry.host()), "wrong", false);
        assertTrue(refused.contains("invalid username/password"), refused);
    }

    @Test
    void podman() throws Exception {
        Assumptions.assumeTrue(Programs.present("podman", "skopeo") && Programs.root(), "podman is not installed, or needs root");
        ImageLayout layout = pushed("team/hello:v1");
        Path auth = folder.resolve("auth.json");
        String name = image("team/hello:v1");
        assertTrue(programs.failing(podman("pull", "-q", name)).contains("unauthorized"));
        programs.run(podman("login", "--authfile", auth.toString(), "-u", "ann", "--password-stdin", registry.host()),
            "ann-secret", true);
        programs.run(podman("pull", "-q", "--authfile", auth.toString(), name));
        assertEquals(layout.digest(), held(name));
        // A name of its own, and its own compression: so a digest of its own, too.
        programs.run(podman("tag", name, image("team/other:v2")));
        Path told = folder.resolve("digest.txt");
        programs.run(podman("push", "-q", "--authfile", auth.toString(), "--digestfile", told.toString(),
            image("team/other:v2")));
        String digest = Files.readString(told).strip();
        assertEquals(digest, digest("team/other", "v2"));
        programs.run(podman("rmi", "--all", "--force"));
        programs.run(podman("pull", "-q", "--authfile", auth.toString(), image("team/other:v2")));
        assertEquals(digest, held(image("team/other:v2")));
        delete("team/other", "v2");
        programs.run(podman("rmi", "--all", "--force"));
        String gone = programs.failing(podman("pull", "-q", "--authfile", auth.toString(), image("team/other:v2")));
        assertTrue(gone.contains("manifest unknown"), gone);
    }

    @Test
    void containerd() throws Exception {
        Assumptions.assumeTrue(Programs.present("containerd", "ctr", "skopeo") && Programs.root(),
            "containerd is not installed, or needs root");
        ImageLayout layout = pushed("team/hello:v1");
        startContainerd();
        String name = image("team/hello:v1");
        String without = programs.failing(ctr("images", "pull", "--plain-http", "--snapshotter", "native", name));
        assertTrue(without.contains("401 Unauthorized") || without.contains("authorization failed"), without);
        programs.run(ctr("images", "pull", "--plain-http", "--snapshotter", "native", "--user", "ann:ann-secret", name));
        assertTrue(programs.run(ctr("images", "list")).contains(layout.digest()));
        String other = image("team/other:v2");
        programs.run(ctr("images", "tag", name, other));
        programs.run(ctr("images", "push", "--plain-http", "--user", "ann:ann-secret", other));
        assertEquals(layout.digest(), digest("team/other", "v2"));
        programs.run(ctr("images", "remove", "--sync", name, other));
        // What it keeps for a log-in without a password: no name, and the refresh token for a secret.
        String refresh = text(ann.get("/v2/token?offline_token=true")).replaceAll(".*\"refresh_token\":\"([^\"]+)\".*", "$1");
        programs.run(ctr("images", "pull", "--plain-http", "--snapshotter", "native", "--refresh", refresh, other));
        assertTrue(programs.run(ctr("images", "list")).contains(layout.digest()));
        delete("team/other", "v2");
        programs.run(ctr("images", "remove", "--sync", other));
        String gone = programs.failing(ctr("images", "pull", "--plain-http", "--snapshotter", "native", "--user",
            "ann:ann-secret", other));
        assertTrue(gone.contains("not found"), gone);
    }

    private void startContainerd() throws Exception {
        Path config = Files.writeString(folder.resolve("containerd.toml"), """
            version = 2
            root = "%1$s/containerd"
            state = "%1$s/containerd-state"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "%1$s/c.sock"
            [plugins."io.containerd.internal.v1.opt"]
              path = "%1$s/opt"
            """.formatted(folder));
        Path log = folder.resolve("containerd.log");
        containerd = programs.start(List.of("containerd", "--config", config.toString()), log);
        awaitListening(folder.resolve("c.sock"), log);
    }
}
