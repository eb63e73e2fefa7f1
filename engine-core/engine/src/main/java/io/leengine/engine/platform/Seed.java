package io.leengine.engine.platform;

import io.leengine.engine.EngineSettings;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Configures the parts a distribution comes with, where none are configured yet. */
public final class Seed {
    /** A part as the file has it. */
    record Entry(String seam, String name, String plugin, Map<String, String> settings) {
    }

    private final Store store;
    private final EngineSettings settings;

    /** From the file the settings name. */
    public Seed(Store store, EngineSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Configures them, all or none. */
    public void ensure() {
        if (!Files.isReadable(settings.seed()) || !store.read(session -> session.parts().list()).isEmpty()) {
            return;
        }
        List<Part> parts = read();
        try {
            store.write(session -> {
                if (session.parts().list().isEmpty()) {
                    parts.forEach(session.parts()::insert);
                }
                return null;
            });
        } catch (EngineException e) {
            // Another engine that starts at the same moment was first.
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    private List<Part> read() {
        try {
            List<Entry> entries = JsonMapper.builder().build().readValue(settings.seed().toFile(),
                new TypeReference<List<Entry>>() { });
            List<Part> parts = new ArrayList<>();
            Set<String> known = new HashSet<>();
            for (Entry entry : entries) {
                SeamKind seam = SeamKind.of(entry.seam());
                if (!known.add(seam + " " + entry.name())) {
                    throw EngineException.invalid("name", "The seed " + settings.seed() + " has the part '" + entry.name()
                        + "' of " + entry.seam() + " twice.");
                }
                parts.add(new Part(seam, Identifiers.name("name", entry.name()), entry.plugin(),
                    new TreeMap<>(entry.settings() == null ? Map.of() : entry.settings()),
                    seam == SeamKind.SCHEDULER ? Part.DEFAULT_NODE_LIMIT : 0, Clock.systemUTC().instant(), 1));
            }
            return parts;
        } catch (JacksonException e) {
            throw new EngineException(ErrorCode.INVALID, "The seed " + settings.seed() + " cannot be read: "
                + e.getOriginalMessage(), e);
        }
    }
}
