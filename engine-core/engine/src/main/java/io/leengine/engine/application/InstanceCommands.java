package io.leengine.engine.application;

import io.leengine.engine.Actor;
import io.leengine.engine.access.Permission;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.model.EngineException;
import io.leengine.spi.scheduler.InstanceExec;
import java.util.List;

/** Runs commands in instances, and has activity tell of each before it begins. */
final class InstanceCommands {
    private static final int TOLD = 200;

    private final Changes changes;
    private final ApplicationWindow window;

    InstanceCommands(Changes changes, ApplicationWindow window) {
        this.changes = changes;
        this.window = window;
    }

    InstanceExec.Session exec(Actor actor, String name, String cell, String instance, List<String> command,
            boolean terminal) throws InterruptedException {
        String detail = program(command) + (terminal ? " in a terminal on " : " on ") + cell + "/" + instance;
        changes.apply(actor, "application.exec", new Subject(ResourceKind.APPLICATION, name), session -> {
            Application present = ApplicationService.visible(session, actor, name, Permission.INSPECT_APPLICATION);
            return new Outcome(ResourceKind.APPLICATION, name, detail, present.id());
        });
        return window.exec(cell).exec(window.call(actor.requestId()), name, instance, command, terminal);
    }

    // Its arguments may hold secrets, which activity must not.
    private static String program(List<String> command) {
        String program = command.isEmpty() ? "" : command.getFirst();
        if (program.isEmpty()) {
            throw EngineException.invalid("command", "'command' must name a program.")
                .withNextStep("Give the program first, then its arguments, each by itself.");
        }
        return program.length() > TOLD ? program.substring(0, TOLD) + "…" : program;
    }
}
