package io.leengine.cli.exec;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Runs a command in an instance. */
@Command(name = "exec", description = "Runs a command in an instance of an application, beside its process. Without a terminal "
    + "this command's input is the other one's, to its end. The exit code is the command's own.")
public final class ExecCommand implements Callable<Integer> {
    private static final List<String> SHELL = List.of("sh");

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help and ends.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "APP", description = "The application.")
    private String application;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "The program and its arguments, behind "
        + "'--'; no shell reads them (default: sh, in a terminal when there is one).")
    private List<String> command = List.of();

    @Option(names = "--cell", paramLabel = "CELL", description = "Only of this cell.")
    private Optional<String> cell = Optional.empty();

    @Option(names = "--instance", paramLabel = "INSTANCE", description = "In this instance (default: one that is ready).")
    private Optional<String> instance = Optional.empty();

    @Option(names = {"-t", "--terminal"}, description = "Gives the command a terminal: this one.")
    private boolean terminal;

    @Mixin
    private Session session;

    /** An instance and where it is. */
    private record Place(String cell, String instance) {
    }

    @Override
    public Integer call() throws InterruptedException {
        boolean somebody = session.surroundings().terminal().interactive();
        if (terminal && !somebody) {
            throw new CommandException(ExitCode.USAGE, "--terminal is for a terminal, and there is none here.",
                "Leave it out: input and output go through then as they are.");
        }
        try (ApiClient api = session.open()) {
            Place place = place(api);
            String path = "/applications/" + ApiClient.segment(application) + "/instances/" + ApiClient.segment(place.cell())
                + "/" + ApiClient.segment(place.instance()) + "/exec";
            List<String> words = command.isEmpty() ? SHELL : command;
            return terminal || command.isEmpty() && somebody ? inTerminal(api, path, words) : piped(api, path, words);
        }
    }

    private static int piped(ApiClient api, String path, List<String> words) throws InterruptedException {
        try (ExecLine line = ExecLine.open(api, path + query(words))) {
            line.take(System.in, true);
            return line.await();
        }
    }

    private static int inTerminal(ApiClient api, String path, List<String> words) throws InterruptedException {
        try (RawTerminal raw = new RawTerminal()) {
            RawTerminal.Size size = raw.size();
            try (ExecLine line = ExecLine.open(api, path + query(words) + "&terminal=true&columns=" + size.columns()
                    + "&rows=" + size.rows())) {
                raw.begin();
                line.take(System.in, false);
                raw.watch(size, line::resize);
                return line.await();
            }
        }
    }

    private static String query(List<String> words) {
        StringBuilder text = new StringBuilder();
        words.forEach(word -> text.append(text.isEmpty() ? "?command=" : "&command=").append(ApiClient.segment(word)));
        return text.toString();
    }

    private Place place(ApiClient api) {
        if (cell.isPresent() && instance.isPresent()) {
            return new Place(cell.get(), instance.get());
        }
        List<JsonNode> found = api.get("/applications/" + ApiClient.segment(application) + "/instances").body().path("items")
            .valueStream().filter(item -> matches(item, "cell", cell) && matches(item, "id", instance)).toList();
        if (instance.isEmpty()) {
            return chosen(found);
        } else if (found.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FOUND, application + " has no instance " + instance.get() + ".",
                "'leengine instances " + application + "' lists them.");
        } else if (found.size() > 1) {
            throw new CommandException(ExitCode.USAGE, "Several cells have an instance " + instance.get() + ".",
                "Say which with --cell.");
        }
        return place(found.getFirst());
    }

    private Place chosen(List<JsonNode> found) {
        Place place = found.stream().filter(item -> item.path("ready").asBoolean(false)).findFirst().map(ExecCommand::place)
            .orElseThrow(() -> new CommandException(ExitCode.CONFLICT, "No instance of " + application
                + cell.map(name -> " in " + name).orElse("") + " is ready.", "'leengine instances " + application
                    + "' shows how they are; --instance takes one that is not ready."));
        session.err().println("In " + place.cell() + "/" + place.instance() + ":");
        session.err().flush();
        return place;
    }

    private static Place place(JsonNode item) {
        return new Place(Values.text(item.path("cell")), Values.text(item.path("id")));
    }

    private static boolean matches(JsonNode item, String field, Optional<String> wanted) {
        return wanted.filter(value -> !value.equals(Values.text(item.path(field)))).isEmpty();
    }
}
