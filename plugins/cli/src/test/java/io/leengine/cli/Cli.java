package io.leengine.cli;

import io.leengine.cli.context.Context;
import io.leengine.cli.context.Contexts;
import io.leengine.cli.session.Surroundings;
import io.leengine.cli.session.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** The command line in this process: with contexts of its own, and a terminal that answers as it is told. */
public final class Cli implements Terminal {
    static {
        // As the program itself does, before any request.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    /** What came of a command. */
    public record Result(int code, String out, String err) {
    }

    private final Map<String, String> variables = new HashMap<>();
    private final Contexts contexts;
    private final ArrayDeque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private boolean interactive;
    private int width = Integer.MAX_VALUE;

    public Cli(Path folder) {
        Path file = folder.resolve("configuration/contexts.json");
        variables.put("LEENGINE_CONTEXTS", file.toString());
        contexts = new Contexts(file);
    }

    /** Is logged in. */
    public Cli at(URI url) {
        contexts.put(new Context("test", url, "ada", "secret-token"));
        return this;
    }

    public Cli with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** Somebody is there who answers. */
    public Cli answering(String... typed) {
        interactive = true;
        answers.addAll(List.of(typed));
        return this;
    }

    /** Somebody looks at a terminal of this width. */
    public Cli wide(int characters) {
        width = characters;
        return this;
    }

    @Override
    public int width() {
        return width;
    }

    public Contexts contexts() {
        return contexts;
    }

    public Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine(new Surroundings(variables, this));
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int code = commandLine.execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }

    @Override
    public boolean interactive() {
        return interactive;
    }

    /** What somebody was asked. */
    public List<String> asked() {
        return asked;
    }

    @Override
    public Optional<String> line(String question) {
        asked.add(question);
        return Optional.ofNullable(answers.poll());
    }

    @Override
    public Optional<String> secret(String question) {
        return line(question);
    }
}
