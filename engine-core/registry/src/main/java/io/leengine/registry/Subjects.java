package io.leengine.registry;

import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which manifest refers to which. What a manifest says never changes, so it is read for this once and remembered; what
 * there is, is asked of the storage each time. Threads may share it.
 */
final class Subjects {
    /** Some 200 bytes each. */
    private static final int MOST = 100_000;

    private final JsonMapper json;
    // By least recent use, so that it does not grow for ever.
    private final Map<Digest, Optional<Digest>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Optional<Digest>> eldest) {
            return size() > MOST;
        }
    };

    Subjects(JsonMapper json) {
        this.json = json;
    }

    /** Returns whether a manifest of a repository refers to another one; false when it is not there. */
    boolean refers(RegistryStorage storage, String repository, Digest manifest, Digest subject) throws InterruptedException {
        Optional<Digest> remembered;
        synchronized (known) {
            remembered = known.get(manifest);
        }
        if (remembered == null) {
            Optional<Manifest> content = storage.manifest(repository, manifest);
            if (content.isEmpty()) {
                return false;
            }
            remembered = subject(content.get());
            synchronized (known) {
                known.put(manifest, remembered);
            }
        }
        return remembered.filter(subject::equals).isPresent();
    }

    private Optional<Digest> subject(Manifest manifest) {
        try {
            return ManifestContent.parse(json, manifest.mediaType(), manifest.content()).subject();
        } catch (RegistryError e) {
            // It came when other rules held; one such manifest must not hide what refers to its neighbours.
            return Optional.empty();
        }
    }
}
