package io.leengine.cli.testcell;

import io.leengine.cli.engine.LocalEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Hands everything on to the test cell's own program. */
@Command(name = "testcell", mixinStandardHelpOptions = false,
    description = "Starts and stops throwaway Kubernetes clusters on this machine: testcell help.")
public final class TestCellCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "A command of the program and its arguments.")
    private List<String> arguments = new ArrayList<>();

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(options);
        return new TestCellProgram(LocalEngine.home()).runHere(all);
    }
}
