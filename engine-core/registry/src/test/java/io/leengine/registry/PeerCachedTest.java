package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.ImageSource;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What people cache and pull with: CNCF distribution behind, skopeo in front. */
class PeerCachedTest extends RegistryTest {
    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts it, and comes back when it says that it listens. */
    private Process peer(String address) throws Exception {
        Path settings = folder.resolve("peer.yml");
        Files.writeString(settings, "version: 0.1\nlog: {level: info, accesslog: {disabled: true}}\nstorage:\n  filesystem: "
            + "{rootdirectory: " + folder.resolve("peer") + "}\nhttp: {addr: \"" + address + "\"}\n");
        Process process = new ProcessBuilder("docker-registry", "serve", settings.toString()).redirectErrorStream(true).start();
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        while (line != null && !line.contains("listening on")) {
            line = said.readLine();
        }
        assertTrue(line != null, "docker-registry ended");
        Thread.ofVirtual().start(() -> said.lines().forEach(each -> { }));
        return process;
    }

    @Test
    void skopeoPullsThroughAndAgainWhenTheOtherIsKilled() throws Exception {
        Assumptions.assumeTrue(Programs.present("skopeo", "docker-registry"), "skopeo or docker-registry is not installed");
        Programs programs = new Programs(folder);
        String address = "127.0.0.1:" + freePort();
        Process peer = peer(address);
        try {
            ImageLayout image = ImageLayout.make(folder.resolve("image"), 3, 500_000);
            programs.run(List.of("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false",
                "oci:" + folder.resolve("image") + ":v1", "docker://" + address + "/library/hello:v1"));
            registry.sources.byGroup.put("hub", new ImageSource("g", "hub", URI.create("http://" + address), "", "",
                Duration.ofHours(1)));
            assertEquals(image.digest(), pulled(programs, "first"));
            peer.destroyForcibly().waitFor();
            assertEquals(image.digest(), pulled(programs, "second"));
        } finally {
            peer.destroyForcibly().waitFor();
        }
    }

    private String pulled(Programs programs, String to) throws Exception {
        programs.run(List.of("skopeo", "--insecure-policy", "copy", "--src-tls-verify=false", "--src-creds", "ann:ann-secret",
            "docker://" + registry.host() + "/hub/library/hello:v1", "oci:" + folder.resolve(to) + ":v1"));
        return ImageLayout.read(folder.resolve(to)).digest();
    }
}
