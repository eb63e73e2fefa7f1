package io.leengine.cli.generator;

import java.util.Set;

/** Names and comments in Java of names and texts of the document. */
final class Words {
    private static final Set<String> RESERVED = Set.of("private", "public", "default", "class", "package", "switch",
        "case", "new", "static", "final", "import", "interface", "native", "return", "short", "long", "int", "this");
    // What every record has already.
    private static final Set<String> TAKEN = Set.of("toString", "hashCode", "getClass", "notify", "notifyAll", "wait");

    private Words() {
    }

    /** Returns a type's name: the words joined, each with a capital. */
    static String type(String text) {
        StringBuilder name = new StringBuilder();
        for (String word : text.split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return name.toString();
    }

    /** Returns the name of a variable or a component. */
    static String variable(String text) {
        String type = type(text);
        String name = Character.toLowerCase(type.charAt(0)) + type.substring(1);
        return RESERVED.contains(name) || TAKEN.contains(name) ? name + "Value" : name;
    }

    /** Returns a comment, in one line. */
    static String comment(String indent, String text) {
        String safe = text.strip().replace("*/", "* /").replace("@", "{@literal @}").replace("&", "&amp;")
            .replace("<", "&lt;").replace(">", "&gt;");
        return indent + "/** " + (safe.isEmpty() ? "As the document says." : safe) + " */\n";
    }

    /** Returns a text as a literal. */
    static String literal(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
