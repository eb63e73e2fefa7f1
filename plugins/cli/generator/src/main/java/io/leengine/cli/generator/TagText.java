package io.leengine.cli.generator;

import java.util.ArrayList;
import java.util.List;

/** The interface of a tag's operations, and the record that implements it. */
final class TagText {
    private final String tag;
    private final List<Operation> operations = new ArrayList<>();

    TagText(String tag) {
        this.tag = tag;
    }

    void add(Operation operation) {
        operations.add(operation);
    }

    String tag() {
        return tag;
    }

    String interfaceName() {
        return Words.type(tag) + "Api";
    }

    String className() {
        return "Http" + interfaceName();
    }

    String interfaceText() {
        StringBuilder text = new StringBuilder(Words.comment("", tag + "."))
            .append("public interface ").append(interfaceName()).append(" {");
        operations.stream().flatMap(operation -> operation.methods().stream()).forEach(method -> text.append('\n')
            .append(Words.comment("    ", method.documentation())).append("    ").append(method.declaration())
            .append(";\n"));
        return text.append("}\n").toString();
    }

    String classText() {
        StringBuilder text = new StringBuilder("import io.leengine.cli.http.ApiClient;\n\nrecord ").append(className())
            .append("(Transport http) implements ").append(interfaceName()).append(" {\n");
        operations.stream().flatMap(operation -> operation.methods().stream()).forEach(method -> text
            .append("    @Override\n    public ").append(method.declaration()).append(" {\n        ")
            .append(method.statement()).append("\n    }\n\n"));
        return text.append("}\n").toString().replace("import io.leengine.cli.http.ApiClient;\n\n",
            text.indexOf("ApiClient.segment") < 0 ? "" : "import io.leengine.cli.http.ApiClient;\n\n");
    }
}
