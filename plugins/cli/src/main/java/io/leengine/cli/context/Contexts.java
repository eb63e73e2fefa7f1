package io.leengine.cli.context;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The contexts of a user, in a file for that user only. */
public final class Contexts {
    /** As kept. */
    record Kept(String current, List<Context> contexts) {
    }

    private final JsonMapper json = JsonMapper.builder().build();
    private final Path file;

    /** In a file, which need not exist. */
    public Contexts(Path file) {
        this.file = file;
    }

    /** Returns the usual place: {@code LEENGINE_CONTEXTS}, or a file in the user's configuration folder. */
    public static Contexts ofUser() {
        return of(System.getenv());
    }

    /** Returns the usual place in an environment. */
    public static Contexts of(Map<String, String> variables) {
        String named = variables.get("LEENGINE_CONTEXTS");
        if (named != null && !named.isEmpty()) {
            return new Contexts(Path.of(named));
        }
        String folder = variables.get("XDG_CONFIG_HOME");
        Path configuration = folder == null || folder.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".config") : Path.of(folder);
        return new Contexts(configuration.resolve("leengine/contexts.json"));
    }

    /** Returns all, by name. */
    public List<Context> all() {
        return read().contexts();
    }

    /** Returns the one in use. */
    public Optional<Context> current() {
        Kept kept = read();
        return kept.contexts().stream().filter(context -> context.name().equals(kept.current())).findFirst();
    }

    /** Returns one by name. */
    public Optional<Context> find(String name) {
        return read().contexts().stream().filter(context -> context.name().equals(name)).findFirst();
    }

    /** Returns one by name, which has to be there. */
    public Context named(String name) {
        return find(name).orElseThrow(() -> new CommandException(ExitCode.NOT_FOUND,
            "There is no context '" + name + "'.",
            "'leengine context list' shows them; 'leengine login' makes one."));
    }

    /** Adds or replaces one, and uses it from now on. */
    public void put(Context context) {
        write(new Kept(context.name(), Stream.concat(
            all().stream().filter(other -> !other.name().equals(context.name())), Stream.of(context))
            .sorted((a, b) -> a.name().compareTo(b.name())).toList()));
    }

    /** Uses another one from now on. */
    public void use(String name) {
        write(new Kept(named(name).name(), all()));
    }

    /** Gives one another name, which must be free. */
    public void rename(String name, String next) {
        Context present = named(name);
        if (find(next).isPresent()) {
            throw new CommandException(ExitCode.CONFLICT, "There is a context '" + next + "' already.",
                "Delete it first: 'leengine context delete " + next + "'.");
        }
        if (next.isBlank()) {
            throw new CommandException(ExitCode.USAGE, "A context's name must not be empty.", "");
        }
        Kept kept = read();
        write(new Kept(kept.current().equals(name) ? next : kept.current(), kept.contexts().stream().map(context ->
            context.name().equals(name) ? new Context(next, present.url(), present.user(), present.token()) : context)
            .sorted((a, b) -> a.name().compareTo(b.name())).toList()));
    }

    /** Removes one. Absent: does nothing. */
    public void delete(String name) {
        Kept kept = read();
        write(new Kept(kept.current().equals(name) ? "" : kept.current(),
            kept.contexts().stream().filter(context -> !context.name().equals(name)).toList()));
    }

    private Kept read() {
        if (!Files.exists(file)) {
            return new Kept("", List.of());
        }
        try {
            return json.readValue(file.toFile(), Kept.class);
        } catch (JacksonException e) {
            throw new CommandException(ExitCode.FAILED, file + " cannot be read: " + e.getOriginalMessage(),
                "Remove it and log in again.", e);
        }
    }

    private void write(Kept kept) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, json.writeValueAsBytes(kept));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, file + " cannot be written: " + e.getMessage(), "", e);
        }
    }
}
