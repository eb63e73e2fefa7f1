package io.leengine.cli.output;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.session.Surroundings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The option {@code -o} of every command that reads, those that go with it, and what they do. */
public final class Output {
    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
        description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); json and yaml are the API's body.")
    private Format format = Format.TABLE;

    @Option(names = "--columns", paramLabel = "TITLE", split = ",", description = "Of a table: only these columns, in this "
        + "order.")
    private List<String> titles = List.of();

    @Option(names = "--sort", paramLabel = "TITLE", description = "Of a list: by this column; --sort=-TITLE is backwards. "
        + "Resources are also sorted by name and created.")
    private Optional<String> sort = Optional.empty();

    @Option(names = "--no-headers", description = "Of a table: only the rows.")
    private boolean noHeaders;

    private Optional<String> ordered = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final Surroundings surroundings;

    /** In some surroundings. */
    public Output(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Returns where to print. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Returns whether a person reads. */
    public boolean table() {
        return format == Format.TABLE;
    }

    /** Takes the wanted order if it is one that the engine knows: then a list comes in it, and is printed as it comes. */
    public Optional<String> order(Set<String> known) {
        ordered = sort.filter(order -> known.contains(order.substring(order.startsWith("-") ? 1 : 0)));
        return ordered;
    }

    /** Prints a list: a body with {@code items}. */
    public void list(JsonNode body, Columns columns) {
        List<JsonNode> items = sorted(body.path("items"), columns);
        switch (format) {
            case TABLE -> print(table(columns, items));
            case NAME -> items.forEach(item -> out().println(columns.name(item)));
            default -> tree(((ObjectNode) body).set("items", JsonNodeFactory.instance.arrayNode().addAll(items)));
        }
        out().flush();
    }

    private List<JsonNode> sorted(JsonNode items, Columns columns) {
        List<JsonNode> all = new ArrayList<>(items.valueStream().toList());
        sort.filter(_ -> ordered.isEmpty()).ifPresent(order -> {
            boolean backwards = order.startsWith("-");
            Comparator<JsonNode> by = columns.by(known(columns, backwards ? order.substring(1) : order));
            all.sort(backwards ? by.reversed() : by);
        });
        return all;
    }

    private Table table(Columns columns, List<JsonNode> items) {
        Columns chosen = titles.isEmpty() ? columns : columns.only(titles.stream().map(title -> known(columns, title))
            .toList());
        Table table = new Table(chosen.titles());
        items.forEach(item -> table.row(chosen.row(item)));
        return table;
    }

    private static String known(Columns columns, String title) {
        return columns.titles().stream().filter(title.strip()::equalsIgnoreCase).findFirst().orElseThrow(() ->
            new CommandException(ExitCode.USAGE, "There is no column '" + title.strip() + "'; the columns are "
                + String.join(", ", columns.titles()) + ".", ""));
    }

    /** Prints a table, no wider than the terminal. */
    public void print(Table table) {
        table.print(out(), surroundings.terminal().width(), !noHeaders);
    }

    /** Prints one resource, as a table a line a field. */
    public void one(JsonNode body, Columns columns) {
        switch (format) {
            case TABLE -> fields(body, titles.isEmpty() ? columns : columns.only(titles.stream()
                .map(title -> known(columns, title)).toList()));
            case NAME -> out().println(columns.name(body));
            default -> tree(body);
        }
        out().flush();
    }

    /** Says that something was done, or prints what the engine said of it, if anything. */
    public void done(String what, JsonNode body) {
        if (table() || format == Format.NAME) {
            out().println(what);
        } else if (!body.isMissingNode()) {
            tree(body);
        }
        out().flush();
    }

    private void fields(JsonNode body, Columns columns) {
        List<String> names = columns.titles();
        List<String> values = columns.row(body);
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        String next = "\n" + " ".repeat(width) + Table.GAP;
        for (int i = 0; i < names.size(); i++) {
            String value = values.get(i).lines().map(Table::plain).collect(Collectors.joining(next));
            String shown = value.isEmpty() ? "-" : value;
            out().println(noHeaders ? shown : names.get(i) + " ".repeat(width - names.get(i).length()) + Table.GAP + shown);
        }
    }

    /** Prints a body as it is; whatever is no format for a person is JSON then. */
    public void tree(Object body) {
        ObjectMapper mapper = format == Format.YAML
            ? YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER).build()
            : JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        out().println(mapper.writeValueAsString(body).stripTrailing());
        out().flush();
    }
}
