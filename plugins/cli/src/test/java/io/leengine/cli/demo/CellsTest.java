package io.leengine.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.Cli;
import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What can be said of the demo's cells before there are any. */
class CellsTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsMissingIsSaidBeforeAnythingStarts() throws Exception {
        Path there = Files.createFile(folder.resolve("a.kubeconfig"));
        for (List<Path> given : List.of(List.of(there), List.of(there, folder.resolve("none")), List.of(folder, there))) {
            CommandException refused = assertThrows(CommandException.class, () -> new KubernetesCells(folder, folder, given));
            assertEquals(ExitCode.USAGE, refused.exitCode(), refused.getMessage());
        }
        Cli.Result result = new Cli(folder).run("demo", "--kubeconfig", there.toString());
        assertEquals(ExitCode.USAGE, result.code(), result.err());
        assertTrue(result.err().contains("--cells k8s"), result.err());
    }

    @Test
    void anInstanceElsewhereIsNotKilled() throws Exception {
        Path there = Files.createFile(folder.resolve("a.kubeconfig"));
        KubernetesCells cells = new KubernetesCells(folder, folder, List.of(there, there));
        assertEquals(Optional.empty(), cells.kill(JsonMapper.shared().createObjectNode().put("id", "i1")));
        assertEquals(List.of(), cells.left());
        cells.stop();
    }
}
