package io.leengine.cli;

import io.leengine.cli.session.Surroundings;
import io.leengine.cli.session.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the reference of the command line from its model. */
final class CliReference {
    private final StringBuilder text = new StringBuilder();

    static String write(Terminal terminal) {
        CommandLine root = Main.commandLine(new Surroundings(Map.of(), terminal));
        CliReference reference = new CliReference();
        reference.text.append("""
            # The command line

            <!-- Made from the commands themselves by CliReferenceTest; -Dleengine.cli.update=true writes it anew. -->

            `leengine` speaks to an engine over its REST API only. `leengine login` keeps where and who in a context, a file
            that only you can read (`~/.config/leengine/contexts.json`, or what `LEENGINE_CONTEXTS` names); `--context`
            or `LEENGINE_CONTEXT` takes another one, `--url` or `LEENGINE_URL` with `LEENGINE_TOKEN` goes without. Every command
            has `--help`.
            What a command reads goes to standard output, all else to standard error: `leengine: ` and what is wrong, then
            the next step.

            Exit codes:

            """);
        root.getCommandSpec().usageMessage().exitCodeList().forEach((code, meaning) ->
            reference.text.append("- ").append(code).append(": ").append(meaning).append('\n'));
        reference.commands(root);
        return reference.text.toString();
    }

    private void commands(CommandLine command) {
        List<CommandLine> done = new ArrayList<>();
        command.getSubcommands().values().forEach(each -> {
            if (!done.contains(each) && !each.getCommandSpec().usageMessage().hidden()) {
                done.add(each);
                section(each.getCommandSpec());
                commands(each);
            }
        });
    }

    private void section(CommandSpec command) {
        boolean top = command.parent().parent() == null;
        text.append('\n').append(top ? "## " : "### ").append('`').append(command.qualifiedName()).append("`\n\n")
            .append(String.join(" ", command.usageMessage().description())).append('\n');
        if (command.aliases().length > 0) {
            text.append("Also `").append(String.join("`, `", command.aliases())).append("`.\n");
        }
        List<String> rows = new ArrayList<>();
        command.positionalParameters().forEach(each -> rows.add(row(each.paramLabel(), each)));
        command.options().stream().filter(option -> !option.usageHelp() && !option.versionHelp())
            .sorted(Comparator.comparing(OptionSpec::longestName)).forEach(each -> rows.add(row(names(each), each)));
        if (!rows.isEmpty()) {
            text.append("\n| | |\n| --- | --- |\n");
            rows.forEach(text::append);
        }
    }

    private static String names(OptionSpec option) {
        List<String> names = new ArrayList<>(List.of(option.names()));
        if (option.negatable()) {
            names.replaceAll(name -> name.replace("--", "--[no-]"));
        }
        return String.join(", ", names) + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
    }

    private static String row(String name, ArgSpec argument) {
        String description = String.join(" ", argument.description());
        return "| `" + name + "` | " + (argument.required() && argument.isOption() ? "Required. " : "")
            + description.replace("|", "\\|") + " |\n";
    }

    static Path file() {
        return Path.of("").toAbsolutePath().resolve("../../docs/reference/cli.md").normalize();
    }
}
