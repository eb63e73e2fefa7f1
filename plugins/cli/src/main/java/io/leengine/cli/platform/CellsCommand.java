package io.leengine.cli.platform;

import io.leengine.cli.client.Cell;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Reply;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Table;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Cells. */
@Command(name = "cells", aliases = "cell", mixinStandardHelpOptions = true, description = "Cells.",
    subcommands = {CellsCommand.All.class, CellsCommand.Show.class, CellsCommand.Drain.class,
        CellsCommand.Undrain.class})
public final class CellsCommand {
    private static Columns columns() {
        return new Columns().field("NAME", "name").field("PLUGIN", "plugin")
            .value("STATE", cell -> Values.word(cell.path("health").path("state")))
            .value("NODES", cell -> cell.path("nodes").isArray() ? cell.path("nodes").size() + "/"
                + cell.path("nodeLimit").asInt() : "")
            .value("PROCESSORS", cell -> used(cell, "cpuMillis"))
            .value("MEMORY", cell -> used(cell, "memoryBytes"))
            .value("INSTANCES", cell -> Long.toString(sum(cell, "instances")))
            .value("ALLOCATED", cell -> allocated(cell.path("allocated")))
            .value("DRAINED", CellsCommand::drained)
            .value("MESSAGE", cell -> Values.text(cell.path("health").path("message")));
    }

    private static String allocated(JsonNode all) {
        return all.path("instances").asLong() + ": " + all.path("cpuMillis").asLong() + "m, "
            + Values.size(all.path("memoryBytes").asLong());
    }

    private static String drained(JsonNode cell) {
        int held = cell.path("heldBy").asInt();
        return !cell.path("drained").asBoolean() ? "" : held == 0 ? "yes" : "held by " + held;
    }

    private static String used(JsonNode cell, String field) {
        return amount(field, sum(cell, field + "Asked")) + " of " + amount(field, sum(cell, field));
    }

    private static String amount(String field, long value) {
        return field.equals("cpuMillis") ? value + "m" : Values.size(value);
    }

    private static long sum(JsonNode cell, String field) {
        long sum = 0;
        for (JsonNode node : cell.path("nodes")) {
            sum += node.path(field).asLong();
        }
        return sum;
    }

    @Command(name = "list", aliases = "ls", description = "Lists cells.")
    static final class All extends SearchCommand {
        @Override
        protected String path() {
            return "/cells";
        }

        @Override
        protected Columns columns() {
            return CellsCommand.columns();
        }
    }

    @Command(name = "show", description = "Shows a cell with its nodes.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "CELL", description = "The cell.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            JsonNode cell = engine.platform().getCell(name).json();
            output().one(cell, columns().value("HELD BY", CellsCommand::holders));
            if (output().table()) {
                output().out().println();
                output().print(Table.of(new Columns().field("NODE", "name").field("READY", "ready")
                    .value("PROCESSORS", node -> node.path("cpuMillisAsked").asLong() + "m of "
                        + node.path("cpuMillis").asLong() + "m")
                    .value("MEMORY", node -> Values.size(node.path("memoryBytesAsked").asLong()) + " of "
                        + Values.size(node.path("memoryBytes").asLong()))
                    .field("INSTANCES", "instances"), cell.path("nodes"), node -> true));
            }
        }
    }

    private static String holders(JsonNode cell) {
        return String.join("\n", cell.path("holders").valueStream().map(JsonNode::asString).toList());
    }

    @Command(name = "drain", description = "Moves a cell's traffic to the other cells; its instances go on running. For "
        + "administrators.")
    static final class Drain extends ChangeCommand {
        @Parameters(paramLabel = "CELL", description = "The cell.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            Reply<Cell> drained = engine.platform().drainCell(name);
            int held = drained.json().path("heldBy").asInt();
            done("cell " + name + " is drained" + (held == 0 ? ""
                : "; it still serves " + held + " application" + (held == 1 ? "" : "s") + " that no other cell could: "
                    + "'leengine cells show " + name + "' names them"), drained);
        }
    }

    @Command(name = "undrain", description = "Lets a drained cell have its traffic again. For administrators.")
    static final class Undrain extends ChangeCommand {
        @Parameters(paramLabel = "CELL", description = "The cell.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            done("cell " + name + " has its traffic again", engine.platform().undrainCell(name));
        }
    }
}
