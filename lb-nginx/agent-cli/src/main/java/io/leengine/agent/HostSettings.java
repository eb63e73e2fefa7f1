package io.leengine.agent;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * What is set for this host, as its file has it: what the agent takes by the agent's own names, what the bus takes after
 * {@code bus.}. Certificates and secrets are in files of their own, named by {@code bus.NAME.file}.
 *
 * @param values by name, in the order of the file
 */
record HostSettings(Map<String, String> values) {
    static final String GROUP = "group";
    static final String NAME = "name";
    static final String FOLDER = "folder";
    static final String LISTENERS = "listeners";
    static final String TLS_LISTENERS = "tls.listeners";
    static final String ADDRESSES = "addresses";
    static final String METRICS = "metrics.address";
    static final String WORKERS = "workers";
    static final String TRUST_FORWARDED = "trust.forwarded";
    static final String PROGRAM = "program";
    static final String MODULES = "modules";
    static final String ENDPOINTS = "bus.endpoints";
    static final String PREFIX = "bus.prefix";
    static final String USER = "bus.user";
    static final String FILE = ".file";
    /** What the bus takes from files, by the names of its settings. */
    static final List<String> FROM_FILES = List.of("ca", "certificate", "key", "password");

    private static final String BUS = "bus.";
    private static final Set<String> LISTS = Set.of(LISTENERS, TLS_LISTENERS, ADDRESSES);
    private static final Set<String> NEEDED = Set.of(GROUP, NAME, FOLDER, ENDPOINTS);
    private static final Set<String> KNOWN = Set.of(GROUP, NAME, FOLDER, LISTENERS, TLS_LISTENERS, ADDRESSES, METRICS, WORKERS,
        TRUST_FORWARDED, PROGRAM, MODULES, "user", ENDPOINTS, PREFIX, USER);

    HostSettings {
        values = new LinkedHashMap<>(values);
    }

    /** Reads and checks a file. */
    static HostSettings read(Path file) throws AgentException {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new AgentException(AgentException.USAGE, "The settings " + file + " cannot be read: " + e.getMessage(),
                "Make them with 'leengine-agent join', or name another file with --settings.", e);
        }
        Map<String, String> values = new LinkedHashMap<>();
        read.stringPropertyNames().stream().sorted().forEach(name -> values.put(name, read.getProperty(name).strip()));
        return new HostSettings(values).checked(file.toString());
    }

    /** @param where for words about it */
    HostSettings checked(String where) throws AgentException {
        for (String name : NEEDED) {
            if (get(name, "").isEmpty()) {
                throw new AgentException(AgentException.USAGE, "'" + name + "' is missing in " + where + ".", "Add it.");
            }
        }
        for (String name : values.keySet()) {
            boolean ofFile = name.startsWith(BUS) && name.endsWith(FILE)
                && FROM_FILES.contains(name.substring(BUS.length(), name.length() - FILE.length()));
            if (!KNOWN.contains(name) && !ofFile) {
                throw new AgentException(AgentException.USAGE, "There is no setting '" + name + "' (" + where + ").",
                    "See the reference of the agent's settings.");
            }
        }
        if (!folder().isAbsolute()) {
            throw new AgentException(AgentException.USAGE, "'" + FOLDER + "' must be an absolute path.", "");
        }
        return this;
    }

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** Returns where this host keeps what it knows. */
    Path folder() {
        return Path.of(get(FOLDER, ""));
    }

    /** Returns nginx's own folder in it. */
    Path nginx() {
        return folder().resolve("nginx");
    }

    /** Returns where nginx is to listen, with and without TLS. */
    List<String> listeners() {
        List<String> all = new ArrayList<>(list(get(LISTENERS, "0.0.0.0:80")));
        all.addAll(list(get(TLS_LISTENERS, "")));
        return all;
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*"));
    }

    /** Returns the file of a setting that the bus takes from one; null for none. */
    Path file(String setting) {
        String name = get(BUS + setting + FILE, "");
        return name.isEmpty() ? null : Path.of(name);
    }

    /** Returns the same with a setting of the bus taken from another file. */
    HostSettings withFile(String setting, Path file) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(BUS + setting + FILE, file.toString());
        return new HostSettings(changed);
    }

    /** Returns what the agent is configured with. */
    Dictionary<String, Object> agent() {
        Dictionary<String, Object> agent = new Hashtable<>();
        values.forEach((name, value) -> {
            if (!name.startsWith(BUS)) {
                agent.put(name, LISTS.contains(name) ? list(value).toArray(String[]::new) : value);
            }
        });
        agent.put(FOLDER, nginx().toString());
        return agent;
    }

    /** Returns what the bus is configured with, what is in files included. */
    Dictionary<String, Object> bus() throws AgentException {
        Dictionary<String, Object> bus = new Hashtable<>();
        bus.put("leengine.name", "default");
        values.forEach((name, value) -> {
            if (name.startsWith(BUS) && !name.endsWith(FILE)) {
                bus.put(name.substring(BUS.length()), value);
            }
        });
        for (String name : FROM_FILES) {
            if (file(name) != null) {
                bus.put(name, text(file(name)));
            }
        }
        return bus;
    }

    private static String text(Path file) throws AgentException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AgentException(AgentException.USAGE, file + " cannot be read: " + e.getMessage(),
                "It must be there, as text, and readable for who runs this.", e);
        }
    }

    /** Returns the text of the file. */
    String text() {
        StringBuilder text = new StringBuilder("# This nginx host. Made by 'leengine-agent join'; secrets are in files of "
            + "their own.\n");
        // A backslash begins an escape.
        values.forEach((name, value) -> text.append(name).append(" = ").append(value.replace("\\", "\\\\")).append('\n'));
        return text.toString();
    }
}
