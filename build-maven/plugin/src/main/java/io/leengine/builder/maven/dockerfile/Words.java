package io.leengine.builder.maven.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The small syntax inside an instruction: words with quotes and variables, and lists in JSON. */
final class Words {
    private final int line;
    private final String text;
    private final UnaryOperator<String> variables;
    private int at;

    private Words(int line, String text, UnaryOperator<String> variables) {
        this.line = line;
        this.text = text;
        this.variables = variables;
    }

    /**
     * Splits at blanks outside quotes, takes quotes off and puts variables in.
     *
     * @param variables gives the value of a name, or null where it is not set
     */
    static List<String> split(int line, String text, UnaryOperator<String> variables) {
        return new Words(line, text, variables).words();
    }

    /** Puts variables in and takes quotes off, without splitting. */
    static String expand(int line, String text, UnaryOperator<String> variables) {
        var words = new Words(line, text, variables);
        var out = new StringBuilder();
        while (words.at < text.length()) {
            if (Character.isWhitespace(text.charAt(words.at))) {
                out.append(text.charAt(words.at++));
            } else {
                words.word(out);
            }
        }
        return out.toString();
    }

    /** Reads a JSON list of strings; empty when the text is anything else, which then is the shell form. */
    static Optional<List<String>> json(String text) {
        return JsonStrings.parse(text);
    }

    private List<String> words() {
        var out = new ArrayList<String>();
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                var word = new StringBuilder();
                word(word);
                out.add(word.toString());
            }
        }
        return out;
    }

    private void word(StringBuilder out) {
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'' -> single(out);
                case '"' -> dquoted(out);
                case '\\' -> out.append(at < text.length() ? text.charAt(at++) : c);
                case '$' -> variable(out);
                default -> out.append(c);
            }
        }
    }

    private void single(StringBuilder out) {
        int end = text.indexOf('\'', at);
        if (end < 0) {
            throw DockerfileError.failed(line, "a ' is not closed.");
        }
        out.append(text, at, end);
        at = end + 1;
    }

    private void dquoted(StringBuilder out) {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            } else if (c == '$') {
                variable(out);
            } else if (c == '\\' && at < text.length() && "\"$\\".indexOf(text.charAt(at)) >= 0) {
                out.append(text.charAt(at++));
            } else {
                out.append(c);
            }
        }
        throw DockerfileError.failed(line, "a \" is not closed.");
    }

    private void variable(StringBuilder out) {
        if (at < text.length() && text.charAt(at) == '{') {
            at++;
            braces(out);
            return;
        }
        String name = name();
        if (name.isEmpty()) {
            out.append('$');
        } else {
            out.append(nonNull(variables.apply(name)));
        }
    }

    private void braces(StringBuilder out) {
        String name = name();
        int end = text.indexOf('}', at);
        if (name.isEmpty() || end < 0) {
            throw DockerfileError.failed(line, "a variable is not written as $NAME or ${NAME}.");
        }
        String rest = text.substring(at, end);
        at = end + 1;
        if (rest.isEmpty()) {
            out.append(nonNull(variables.apply(name)));
        } else if (rest.startsWith(":-") || rest.startsWith(":+")) {
            alternative(out, name, rest);
        } else {
            throw DockerfileError.failed(line, "'${" + name + rest + "}' is not understood.");
        }
    }

    private void alternative(StringBuilder out, String name, String rest) {
        String other = rest.substring(2);
        String value = variables.apply("?" + name);
        boolean set = value != null && !value.isEmpty();
        if (rest.charAt(1) == '-') {
            out.append(set ? value : expand(line, other, variables));
        } else {
            out.append(set ? expand(line, other, variables) : "");
        }
    }

    private String name() {
        int from = at;
        while (at < text.length() && isName(text.charAt(at), at == from)) {
            at++;
        }
        return text.substring(from, at);
    }

    private static boolean isName(char c, boolean first) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9';
    }

    private static String nonNull(String value) {
        return value == null ? "" : value;
    }
}
