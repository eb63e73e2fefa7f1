package io.leengine.export;

import io.leengine.export.Library.Coordinates;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Knows jars by their content, where the jars themselves do not say what they are. */
interface KnownLibraries {
    /** What is known of a jar. */
    record Known(Coordinates coordinates, List<Licence> licences) {
    }

    /** Returns what is known of a jar with this digest and this many bytes. */
    Optional<Known> find(String sha256, long size) throws IOException;
}
