package io.leengine.cli.testcell;

import io.leengine.cli.engine.LocalEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands everything on to the test cell's own program. */
@Command(name = "testcell", mixinStandardHelpOptions = false,
    description = "Starts and stops throwaway Kubernetes clusters on this machine; 'leengine testcell help' tells how.")
public final class TestCellCommand implements Callable<Integer> {
    /** All of it, in its order: the program has options of its own. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        return new TestCellProgram(LocalEngine.home()).runHere(arguments);
    }
}
