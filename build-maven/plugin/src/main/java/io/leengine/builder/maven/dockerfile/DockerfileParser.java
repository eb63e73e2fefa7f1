package io.leengine.builder.maven.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a Dockerfile into instructions: comments, the {@code escape} directive and continuation lines are dealt with
 * here, the meaning of an instruction is not.
 */
public final class DockerfileParser {
    private static final Set<String> KEYWORDS = Set.of("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE",
        "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME",
        "WORKDIR");
    private static final Pattern ESCAPE = Pattern.compile("#\\s*escape\\s*=\\s*([\\\\`])\\s*",
        Pattern.CASE_INSENSITIVE);
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*[A-Za-z][A-Za-z0-9]*\\s*=.*");
    private static final Pattern HEREDOC = Pattern.compile("(?:^|\\s)\\d*<<-?[\"']?[A-Za-z_]");

    private final List<Instruction> instructions = new ArrayList<>();
    private final StringBuilder pending = new StringBuilder();
    private int pendingLine;
    private char escape = '\\';

    private DockerfileParser() {
    }

    /**
     * Returns the instructions in order.
     *
     * @throws io.leengine.model.EngineException {@code BUILD_FAILED} for what is not a Dockerfile
     * @throws NeedsContainerException for a here-document
     */
    public static List<Instruction> parse(String text) {
        return new DockerfileParser().read(text);
    }

    private List<Instruction> read(String text) {
        String[] lines = text.startsWith("\uFEFF") ? text.substring(1).split("\r?\n", -1) : text.split("\r?\n", -1);
        boolean directives = true;
        for (int i = 0; i < lines.length; i++) {
            String stripped = lines[i].strip();
            directives = directives && directive(stripped);
            // A comment or an empty line within a continued instruction is left out, as Docker does.
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                take(i + 1, lines[i]);
            }
        }
        finish();
        if (instructions.isEmpty()) {
            throw DockerfileError.failed(1, "there is no instruction.");
        }
        return List.copyOf(instructions);
    }

    private boolean directive(String line) {
        Matcher matcher = ESCAPE.matcher(line);
        if (matcher.matches()) {
            escape = matcher.group(1).charAt(0);
            return true;
        }
        return DIRECTIVE.matcher(line).matches();
    }

    private void take(int number, String line) {
        if (pending.isEmpty()) {
            pendingLine = number;
        }
        String body = line.stripTrailing();
        if (!body.isEmpty() && body.charAt(body.length() - 1) == escape) {
            pending.append(body, 0, body.length() - 1);
            // Even an instruction that is nothing yet has begun here.
            pending.append(pending.isEmpty() ? " " : "");
        } else {
            pending.append(line);
            finish();
        }
    }

    private void finish() {
        String whole = pending.toString().strip();
        pending.setLength(0);
        if (whole.isEmpty()) {
            return;
        }
        int end = 0;
        while (end < whole.length() && !Character.isWhitespace(whole.charAt(end))) {
            end++;
        }
        String keyword = whole.substring(0, end).toUpperCase(Locale.ROOT);
        if (!KEYWORDS.contains(keyword)) {
            throw DockerfileError.failed(pendingLine, "'" + whole.substring(0, Math.min(end, 40))
                + "' is not an instruction.");
        }
        String text = whole.substring(end).strip();
        if (text.isEmpty()) {
            throw DockerfileError.failed(pendingLine, keyword + " needs an argument.");
        }
        if (Set.of("COPY", "ADD", "RUN").contains(keyword) && HEREDOC.matcher(text).find()) {
            throw new NeedsContainerException(pendingLine, "a here-document");
        }
        instructions.add(new Instruction(pendingLine, keyword, text));
    }
}
