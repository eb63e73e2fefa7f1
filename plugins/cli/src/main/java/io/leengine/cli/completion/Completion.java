package io.leengine.cli.completion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What may stand at the end of an unfinished command: a subcommand, an option, or a value. A value's candidates are those of
 * its type, or the names of what its label ({@code APP}, {@code VERSION}, {@code CELL=N}) stands for.
 */
final class Completion {
    /** Tells a script to offer files. */
    static final Candidate FILES = new Candidate(":files", "");
    private static final Set<String> FILE_LABELS = Set.of("FILE", "DIR", "PATH", "JAR");

    /**
     * What may be put in the place of the last word.
     *
     * @param text the whole word
     * @param description for shells that show one; may be empty
     */
    record Candidate(String text, String description) {
    }

    private final Names names;
    private final String word;
    private final Map<String, String> values = new HashMap<>();
    private final Set<OptionSpec> given = new HashSet<>();
    private CommandSpec command;
    private int positionals;
    private boolean onlyPositionals;
    private OptionSpec pending;

    /**
     * @param words what was typed behind the command's name; the last one is being completed
     */
    Completion(CommandSpec root, List<String> words, Names names) {
        this.names = names;
        this.command = root;
        this.word = words.isEmpty() ? "" : words.getLast();
        words.stream().limit(Math.max(0, words.size() - 1)).forEach(this::take);
    }

    /** Returns the word that is being completed. */
    String word() {
        return word;
    }

    private void take(String typed) {
        if (pending != null) {
            remember(pending, typed);
            pending = null;
        } else if (onlyPositionals || !typed.startsWith("-") || typed.length() == 1) {
            positional(typed);
        } else if (typed.equals("--")) {
            onlyPositionals = true;
        } else {
            int equals = typed.indexOf('=');
            OptionSpec option = option(equals < 0 ? typed : typed.substring(0, equals));
            if (option != null) {
                given.add(option);
                if (equals >= 0) {
                    remember(option, typed.substring(equals + 1));
                } else if (option.arity().min() > 0) {
                    pending = option;
                }
            }
        }
    }

    private void positional(String typed) {
        CommandLine subcommand = command.subcommands().get(typed);
        if (positionals == 0 && subcommand != null) {
            command = subcommand.getCommandSpec();
            given.clear();
            return;
        }
        PositionalParamSpec parameter = parameter();
        if (parameter != null) {
            remember(parameter, typed);
        }
        positionals++;
    }

    private void remember(ArgSpec argument, String value) {
        values.put(label(argument), value);
    }

    private OptionSpec option(String name) {
        OptionSpec option = command.findOption(name);
        return option != null ? option : command.options().stream().filter(each -> each.negatable()
            && name.equals("--no-" + each.longestName().substring(2))).findFirst().orElse(null);
    }

    private PositionalParamSpec parameter() {
        return command.positionalParameters().stream().filter(each -> each.index().contains(positionals)).findFirst()
            .orElse(null);
    }

    /** Returns what begins with what was typed. */
    List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        int equals = word.indexOf('=');
        if (pending != null) {
            all.addAll(of(pending, ""));
        } else if (!onlyPositionals && word.startsWith("-")) {
            OptionSpec option = equals < 0 ? null : option(word.substring(0, equals));
            if (option != null) {
                all.addAll(of(option, word.substring(0, equals + 1)));
            } else {
                all.addAll(options());
            }
        } else {
            if (positionals == 0) {
                all.addAll(subcommands());
            }
            PositionalParamSpec parameter = parameter();
            // What is to be made has a name that nothing has yet.
            if (parameter != null && !command.name().equals("create")) {
                all.addAll(of(parameter, ""));
            }
        }
        return all.stream().filter(each -> each.equals(FILES) || each.text().startsWith(word)).distinct().toList();
    }

    private List<Candidate> subcommands() {
        List<Candidate> all = new ArrayList<>();
        command.subcommands().forEach((name, line) -> {
            CommandSpec spec = line.getCommandSpec();
            if (!spec.usageMessage().hidden() && name.equals(spec.name())) {
                all.add(new Candidate(name, first(spec.usageMessage().description())));
            }
        });
        return all;
    }

    private List<Candidate> options() {
        List<Candidate> all = new ArrayList<>();
        command.options().stream().filter(each -> !each.hidden() && (!given.contains(each) || each.isMultiValue()))
            .forEach(option -> {
                String description = first(option.description());
                for (String name : option.names()) {
                    all.add(new Candidate(name, description));
                }
                if (option.negatable()) {
                    all.add(new Candidate("--no-" + option.longestName().substring(2), description));
                }
            });
        return all;
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : description[0].replaceAll("[.:;(].*", "").replaceAll("\\s+", " ").strip();
    }

    private List<Candidate> of(ArgSpec argument, String prefix) {
        String label = label(argument);
        if (FILE_LABELS.contains(label)) {
            return List.of(FILES);
        }
        List<Candidate> all = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(each -> all.add(new Candidate(prefix + each, "")));
        } else {
            // Of several values in one word, the last one is being typed.
            String typed = word.substring(prefix.length());
            String before = argument.splitRegex().isEmpty() ? "" : typed.substring(0, typed.lastIndexOf(',') + 1);
            String after = argument.paramLabel().contains("=") ? "=" : "";
            names.of(label, values, typed.substring(before.length())).forEach(each ->
                all.add(new Candidate(prefix + before + each + after, "")));
        }
        return all;
    }

    /** The part of a label that names something: {@code CELL} of {@code CELL=N}. */
    private static String label(ArgSpec argument) {
        String label = argument.paramLabel();
        int equals = label.indexOf('=');
        return equals < 0 ? label : label.substring(0, equals);
    }
}
