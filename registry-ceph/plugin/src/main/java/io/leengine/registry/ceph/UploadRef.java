package io.leengine.registry.ceph;

import io.leengine.model.EngineException;
import io.leengine.registry.ceph.Names.Entry;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an upload is written down.
 *
 * @param folder its repository's
 * @param id its id; may be none that any upload has
 */
record UploadRef(String folder, String id) {
    /** What the names of uploads begin with. */
    static final String PREFIX = "u/";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    String name() {
        return PREFIX + id;
    }

    /** Returns what is written down, if the upload is there. */
    Optional<Entry> entry(Names names) throws InterruptedException {
        return ID.matcher(id).matches() ? names.get(folder, name()) : Optional.empty();
    }

    EngineException gone() {
        return EngineException.notFound("upload", id);
    }
}
