package io.leengine.cli.output;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The option {@code -o} of every command that reads, and what it does. */
public final class Output {
    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
        description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); json and yaml are the API's body.")
    private Format format = Format.TABLE;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns where to print. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Returns whether a person reads. */
    public boolean table() {
        return format == Format.TABLE;
    }

    /** Prints a list: a body with {@code items}. */
    public void list(JsonNode body, Columns columns) {
        switch (format) {
            case TABLE -> Table.of(columns, body.path("items"), item -> true).print(out());
            case NAME -> body.path("items").forEach(item -> out().println(columns.name(item)));
            default -> tree(body);
        }
        out().flush();
    }

    /** Prints one resource, as a table a line a field. */
    public void one(JsonNode body, Columns columns) {
        switch (format) {
            case TABLE -> fields(body, columns);
            case NAME -> out().println(columns.name(body));
            default -> tree(body);
        }
        out().flush();
    }

    private void fields(JsonNode body, Columns columns) {
        List<String> titles = columns.titles();
        List<String> values = columns.row(body);
        int width = titles.stream().mapToInt(String::length).max().orElse(0);
        String next = "\n" + " ".repeat(width) + Table.GAP;
        for (int i = 0; i < titles.size(); i++) {
            String value = values.get(i).lines().map(Table::plain).collect(Collectors.joining(next));
            out().println(titles.get(i) + " ".repeat(width - titles.get(i).length()) + Table.GAP
                + (value.isEmpty() ? "-" : value));
        }
    }

    /** Prints a body as it is. */
    private void tree(JsonNode body) {
        ObjectMapper mapper = format == Format.YAML
            ? YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER).build()
            : JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        out().println(mapper.writeValueAsString(body).stripTrailing());
    }
}
