package io.leengine.cli.output;

/** How an answer is printed. */
public enum Format {
    /** For a person. */
    TABLE,
    /** The API's body. */
    JSON,
    /** The API's body. */
    YAML,
    /** Names only, one a line. */
    NAME;

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
