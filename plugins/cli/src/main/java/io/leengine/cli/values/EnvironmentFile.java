package io.leengine.cli.values;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Variables in a file: {@code NAME=value} a line, {@code #} begins a comment line, {@code export} before a name and quotes
 * around a whole value are taken away. Nothing is expanded.
 */
public final class EnvironmentFile {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private EnvironmentFile() {
    }

    /** Reads one. */
    public static Map<String, String> read(Path file) {
        try {
            return parse(Files.readAllLines(file, StandardCharsets.UTF_8), file.toString());
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.USAGE, "There is no file " + file + ".", "", e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    static Map<String, String> parse(List<String> lines, String file) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                String assignment = line.startsWith("export ") ? line.substring("export ".length()).strip() : line;
                int sign = assignment.indexOf('=');
                String name = sign < 0 ? assignment : assignment.substring(0, sign).strip();
                if (sign < 0 || !NAME.matcher(name).matches()) {
                    throw new CommandException(ExitCode.USAGE, file + ", line " + (i + 1)
                        + ": this is not NAME=value.", "");
                }
                variables.put(name, unquoted(assignment.substring(sign + 1).strip()));
            }
        }
        return variables;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
