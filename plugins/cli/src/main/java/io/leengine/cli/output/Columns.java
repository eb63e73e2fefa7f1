package io.leengine.cli.output;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** What is shown of a resource, in which order; the first column is its name unless said. */
public final class Columns {
    /**
     * One of them.
     *
     * @param title its head
     * @param value what is shown
     * @param order of resources by it
     */
    public record Column(String title, Function<JsonNode, String> value, Comparator<JsonNode> order) {
    }

    private final List<Column> all = new ArrayList<>();
    private Function<JsonNode, String> name = resource -> all.getFirst().value().apply(resource);

    /** Adds one with the value of a field. */
    public Columns field(String title, String field) {
        return value(title, resource -> Values.text(resource.path(field)));
    }

    /** Adds one with how long ago a field's time is; the youngest is the first. */
    public Columns age(String title, String field) {
        return add(new Column(title, resource -> Values.age(resource.path(field)),
            Comparator.comparing((JsonNode resource) -> Values.text(resource.path(field))).reversed()));
    }

    /** Adds one with a field's number of bytes; nothing where there are none. */
    public Columns size(String title, String field) {
        Function<JsonNode, Long> bytes = resource -> resource.path(field).asLong();
        return add(new Column(title, resource -> bytes.apply(resource) == 0 ? "" : Values.size(bytes.apply(resource)),
            Comparator.comparing(bytes)));
    }

    /** Adds one. */
    public Columns value(String title, Function<JsonNode, String> value) {
        return add(new Column(title, value, Comparator.comparing(value, Natural.ORDER)));
    }

    private Columns add(Column column) {
        all.add(column);
        return this;
    }

    /** Says what a resource's name is made of. */
    public Columns named(Function<JsonNode, String> naming) {
        name = naming;
        return this;
    }

    /** Returns some of them, in another order; a resource's name stays what it is. */
    Columns only(List<String> titles) {
        Columns chosen = new Columns();
        titles.forEach(title -> chosen.all.add(column(title)));
        return chosen.named(this::name);
    }

    private Column column(String title) {
        return all.stream().filter(each -> each.title().equals(title)).findFirst().orElseThrow();
    }

    /** Returns the order of resources by one of them. */
    Comparator<JsonNode> by(String title) {
        return column(title).order();
    }

    String name(JsonNode resource) {
        return name.apply(resource);
    }

    List<String> titles() {
        return all.stream().map(Column::title).toList();
    }

    List<String> row(JsonNode resource) {
        return all.stream().map(column -> column.value().apply(resource)).toList();
    }
}
