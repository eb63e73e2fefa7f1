package io.leengine.store;

import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the libraries' loggers at warnings while it is open, except where somebody set another level. */
final class QuietLibraries implements AutoCloseable {
    /** Held, for the log system forgets the level of a logger that nobody holds. */
    private final List<Logger> loggers;

    QuietLibraries() {
        // Flyway warns at every start that it was not tested with this version of H2; we did that.
        Map<String, Level> levels = Map.of("com.zaxxer.hikari", Level.WARNING, "org.flywaydb", Level.SEVERE);
        loggers = levels.keySet().stream().map(Logger::getLogger).filter(logger -> logger.getLevel() == null).toList();
        loggers.forEach(logger -> logger.setLevel(levels.get(logger.getName())));
    }

    @Override
    public void close() {
        loggers.forEach(logger -> logger.setLevel(null));
    }
}
