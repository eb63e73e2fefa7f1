package io.leengine.engine.ownership;

import io.leengine.engine.change.Ids;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Names a data folder among those of all engines on a database, by a file in it. */
public final class Place {
    private static final String FILE = "engine.id";

    private Place() {
    }

    /** Returns the name of a data folder, giving it one if it has none. */
    public static String of(Path data) {
        Path file = data.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                Path temporary = Files.writeString(file.resolveSibling(FILE + ".new"), new Ids().next() + "\n");
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The name of the data folder cannot be kept in " + file + ": "
                + e.getMessage(), e);
        }
    }
}
