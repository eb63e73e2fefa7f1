package io.leengine.scheduler.k8s.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalCellTest {

    @TempDir
    Path folder;

    @Test
    void isUsedAndNeverHarmed() throws Exception {
        Path kubeconfig = Files.writeString(folder.resolve("config"), "apiVersion: v1\nkind: Config\n");
        try (TestCell cell = TestCell.use(kubeconfig)) {
            assertEquals(kubeconfig, cell.kubeconfig());
            assertEquals(kubeconfig, cell.kubeconfig("admin"));
            var refused = assertThrows(UnsupportedOperationException.class, cell::apiServer);
            assertTrue(refused.getMessage().contains("was not started here"), refused::getMessage);
            assertThrows(UnsupportedOperationException.class, cell::nodeName);
            assertThrows(UnsupportedOperationException.class, () -> cell.serviceAccountKubeconfig("a", "b", Duration.ofHours(1)));
            var yaml = assertThrows(TestCellException.class, cell::api);
            assertTrue(yaml.getMessage().contains("-o json"), yaml::getMessage);
        }
        assertThrows(TestCellException.class, () -> TestCell.use(folder.resolve("none")));
    }
}
