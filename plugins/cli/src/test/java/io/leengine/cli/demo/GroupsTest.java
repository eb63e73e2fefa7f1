package io.leengine.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.Cli;
import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of the demo's load-balancer group before there is one. */
class GroupsTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsMissingIsSaidBeforeAnythingStarts() throws Exception {
        NginxGroup group = new NginxGroup(folder, folder);
        CommandException refused = assertThrows(CommandException.class, group::check);
        assertEquals(ExitCode.USAGE, refused.exitCode(), refused.getMessage());
        assertTrue(refused.nextStep().contains("leengine-agent"), refused.nextStep());
        assertEquals(List.of(), group.left());
        group.stop();
        Cli.Result result = new Cli(folder).run("demo", "--agent", folder.toString());
        assertEquals(ExitCode.USAGE, result.code(), result.err());
        assertTrue(result.err().contains("--lb nginx"), result.err());
    }
}
