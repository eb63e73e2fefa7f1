package io.leengine.scheduler.k8s.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTest {

    @TempDir
    Path folder;

    @Test
    void livesFailsComesBackAndLeavesNothing() throws Exception {
        Path etcd = folder.resolve("data");
        Path home = folder.resolve("cell");
        TestCellOptions options = TestCellOptions.controlPlane().withFolder(home).withEtcdFolder(etcd).withName("one");
        List<ProcessIdentity> processes;
        try (TestCell cell = TestCell.start(options)) {
            assertEquals(List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"),
                cell.parts().stream().map(CellPart::name).toList());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cell.kubeconfig())));
            assertTrue(cell.api().get("/version").path("gitVersion").asString().startsWith("v1."));
            keepsWhatItHadWhenRestarted(cell);
            hangsWhilePaused(cell);
            givesTokensOfServiceAccounts(cell);
            assertThrows(UnsupportedOperationException.class, cell::nodeName);
            assertThrows(IllegalArgumentException.class, () -> cell.part("kubelet"));
            assertThrows(IllegalArgumentException.class, () -> cell.kubeconfig("node"));
            assertThrows(TestCellException.class, () -> TestCell.start(options), "a second one in that folder");
            processes = CellEvidence.processes(home);
            assertEquals(4, processes.size(), processes::toString);
        }
        assertTrue(processes.stream().noneMatch(ProcessIdentity::alive));
        assertFalse(Files.exists(etcd));
        try (var left = Files.list(home)) {
            assertEquals(List.of(home.resolve("log")), left.toList());
        }
    }

    private static void keepsWhatItHadWhenRestarted(TestCell cell) throws Exception {
        cell.api().post("/api/v1/namespaces", ApiClient.object("""
            {"metadata": {"name": "kept"}}"""));
        int port = cell.apiPort();
        cell.apiServer().restart();
        cell.apiServer().kill();
        assertFalse(cell.apiServer().alive());
        assertThrows(IOException.class, () -> cell.api().get("/version"));
        cell.apiServer().start();
        assertEquals(port, cell.apiPort());
        assertEquals("kept", cell.api().get("/api/v1/namespaces/kept").at("/metadata/name").asString());
    }

    private static void hangsWhilePaused(TestCell cell) throws Exception {
        cell.apiServer().pause();
        try (ApiClient impatient = ApiClient.of(cell.kubeconfig(), Duration.ofMillis(500))) {
            assertThrows(HttpTimeoutException.class, () -> impatient.get("/version"));
        }
        assertTrue(cell.apiServer().alive());
        cell.apiServer().resume();
        cell.api().get("/version");
    }

    private static void givesTokensOfServiceAccounts(TestCell cell) throws Exception {
        cell.api().post("/api/v1/namespaces/kept/serviceaccounts", ApiClient.object("""
            {"metadata": {"name": "robot"}}"""));
        Path kubeconfig = cell.serviceAccountKubeconfig("kept", "robot", Duration.ofMinutes(10));
        try (ApiClient robot = ApiClient.of(kubeconfig)) {
            ApiException refused = assertThrows(ApiException.class, () -> robot.get("/api/v1/nodes"));
            assertEquals(403, refused.status());
            assertTrue(refused.getMessage().contains("system:serviceaccount:kept:robot"), refused::getMessage);
        }
    }
}
