package io.leengine.registry.ceph.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CephClusterTest {
    @Test
    void aClusterServesLosesADaemonServesAgainAndLeavesNothing() throws Exception {
        Path conf;
        long killed;
        long last;
        try (CephCluster cluster = CephCluster.start(CephOptions.usual())) {
            conf = cluster.confFile();
            assertEquals(200, answer(cluster));
            assertEquals("images", cluster.makePool("images"));
            for (Daemon daemon : Daemon.values()) {
                killed = cluster.pid(daemon);
                cluster.kill(daemon);
                assertThrows(IllegalStateException.class, () -> cluster.pid(daemon));
                assertFalse(alive(killed), daemon.toString());
                cluster.start(daemon);
                assertNotEquals(killed, cluster.pid(daemon));
            }
            assertEquals(200, answer(cluster));
            assertTrue(cluster.ceph("osd", "pool", "ls").lines().anyMatch("images"::equals));
            last = cluster.pid(Daemon.OSD);
        }
        assertFalse(alive(last));
        assertFalse(Files.exists(conf.getParent()));
    }

    @Test
    void aDiskThatIsTooSmallIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> CephOptions.usual().withDisk(1));
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static int answer(CephCluster cluster) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(cluster.s3Endpoint()).timeout(Duration.ofSeconds(30)).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
