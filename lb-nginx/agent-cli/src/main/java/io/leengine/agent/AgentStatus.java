package io.leengine.agent;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.Version;

/**
 * What a running agent says of itself, in a file beside it: its process, when it began, its bundles with their states, which
 * of them is being tried, and the updates that failed last.
 *
 * @param values by name
 */
record AgentStatus(SortedMap<String, String> values) {
    static final String PID = "pid";
    static final String SINCE = "since";
    static final String BUNDLE = "bundle.";
    static final String FAILURE = "failure.";
    static final String TRIAL = "trial";
    static final String ACTIVE = "ACTIVE";

    /** Reads it; nothing is known where there is no file. */
    static AgentStatus read(HostFolder folder) throws AgentException {
        Path file = folder.status();
        SortedMap<String, String> values = new TreeMap<>();
        if (Files.exists(file)) {
            Properties read = new Properties();
            try (Reader in = Files.newBufferedReader(file)) {
                read.load(in);
            } catch (IOException e) {
                throw new AgentException(AgentException.FAILED, file + " cannot be read: " + e.getMessage(), "", e);
            }
            read.stringPropertyNames().forEach(name -> values.put(name, read.getProperty(name)));
        }
        return new AgentStatus(values);
    }

    /** Returns whether a version runs for good: it is not taken back any more. */
    boolean runs(String bundle, Version version) {
        return !bundle.equals(values.get(TRIAL))
            && values.getOrDefault(BUNDLE + bundle, "").startsWith(version + " " + ACTIVE + " ");
    }

    /** Returns why a version did not run; empty text when nothing is said of it. */
    String failure(String bundle, Version version) {
        String said = values.getOrDefault(FAILURE + bundle, "");
        return said.startsWith(version + " ") ? said.substring(version.toString().length() + 1) : "";
    }

    void write(HostFolder folder) throws IOException {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(name).append('=').append(value.replace("\\", "\\\\").replaceAll("\\R", " "))
            .append('\n'));
        Texts.write(folder.status(), text.toString());
    }
}
