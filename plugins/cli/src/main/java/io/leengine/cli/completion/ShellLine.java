package io.leengine.cli.completion;

import java.util.ArrayList;
import java.util.List;

/** A line as bash gives it: one text up to the cursor, of which bash has words of its own. */
final class ShellLine {
    private ShellLine() {
    }

    /** Returns the words behind the command's name; the last one is being typed and may be empty. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 ? c == quote : c == '\'' || c == '"') {
                quote = quote == 0 ? c : 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (!word.isEmpty() || i > 0 && (line.charAt(i - 1) == '\'' || line.charAt(i - 1) == '"')) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words.size() < 2 ? List.of("") : words.subList(1, words.size());
    }

    /** For bash, a word begins anew behind {@code =} and {@code :}; it replaces only what is behind the last of them. */
    static String pieceToReplace(String typed, String candidate) {
        int start = Math.max(typed.lastIndexOf('='), typed.lastIndexOf(':')) + 1;
        return candidate.length() >= start ? candidate.substring(start) : candidate;
    }
}
