package io.leengine.export;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A jar of a distribution, or one nested in such a jar.
 *
 * @param path within the distribution; what is nested follows {@code !/}
 * @param sha256 of the jar
 * @param name symbolic name, else the file's name
 * @param version empty when unknown
 * @param coordinates in a Maven repository, if known
 * @param licences that its holder names
 * @param texts of licences and notices in it
 * @param nested libraries in it
 */
record Library(String path, String sha256, String name, String version, Optional<Coordinates> coordinates,
    List<Licence> licences, List<Text> texts, List<Library> nested) {

    /** Names in a Maven repository. */
    record Coordinates(String group, String artifact, String version) {
        /** Returns the package URL. */
        String purl() {
            return "pkg:maven/" + group + "/" + artifact + "@" + version;
        }
    }

    /**
     * A text in a jar.
     *
     * @param entry its name there
     */
    record Text(String entry, byte[] content) {
    }

    /** Returns this one and all in it. */
    Stream<Library> all() {
        return Stream.concat(Stream.of(this), nested.stream().flatMap(Library::all));
    }

    String shownName() {
        return coordinates.map(Coordinates::artifact).orElse(name);
    }

    String shownVersion() {
        return coordinates.map(Coordinates::version).orElse(version);
    }
}
