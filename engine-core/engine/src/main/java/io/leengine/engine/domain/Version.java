package io.leengine.engine.domain;

import io.leengine.model.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One immutable deployment of an application. What is run never changes; how many, with which weight, and whether at
 * all, does.
 *
 * @param id unique for all time
 * @param application the application's id
 * @param number counts from 1 within the application
 * @param image the repository it runs
 * @param tag the tag it was deployed by; empty when it was a digest
 * @param digest what it runs, pinned
 * @param settings how it runs
 * @param cells instances by cell; at least one cell
 * @param weight its share of the traffic in percent, 0 to 100
 * @param state whether it should run
 * @param successor the id of the version that takes over from this one, while retiring
 * @param createdAt when
 * @param createdBy the user's name
 * @param fullSince when it last was given all of the traffic; roll back goes by it
 */
public record Version(String id, String application, int number, String image, String tag, Digest digest,
        Settings settings, SortedMap<String, Integer> cells, int weight, State state, Optional<String> successor,
        Instant createdAt, String createdBy, Optional<Instant> fullSince) {
    /** Whether a version should run. */
    public enum State {
        /** It should. */
        LIVE,
        /** It should until its successor is ready, which then takes its traffic. */
        RETIRING,
        /** It should not; kept as history and for roll back. */
        DELETED
    }

    /** Copies the cells. */
    public Version {
        cells = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(cells));
    }

    /** Returns its name, {@code v3}. */
    public String name() {
        return "v" + number;
    }

    /** Returns how many instances it should have over all cells. */
    public int instances() {
        return cells.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns whether any of its instances should exist. */
    public boolean wanted() {
        return state != State.DELETED;
    }

    /** Returns the same version with another weight. */
    public Version withWeight(int value) {
        return new Version(id, application, number, image, tag, digest, settings, cells, value, state, successor,
            createdAt, createdBy, fullSince);
    }

    /** Returns the same version with other numbers of instances. */
    public Version withCells(Map<String, Integer> value) {
        return new Version(id, application, number, image, tag, digest, settings, new TreeMap<>(value), weight, state,
            successor, createdAt, createdBy, fullSince);
    }

    /** Returns the same version in another state. */
    public Version withState(State value, Optional<String> next) {
        return new Version(id, application, number, image, tag, digest, settings, cells, weight, value, next,
            createdAt, createdBy, fullSince);
    }

    /** Returns the same version, given all of the traffic at a time. */
    public Version withFullSince(Instant at) {
        return new Version(id, application, number, image, tag, digest, settings, cells, weight, state, successor,
            createdAt, createdBy, Optional.of(at));
    }

    /**
     * How an instance is run.
     *
     * @param command replaces the image's; empty for the image's
     * @param environment variables; may hold secrets: shown to Developers and up only
     * @param port where it listens; 0 lets the cell choose
     * @param cpuMillis thousandths of a processor
     * @param memoryBytes memory
     * @param healthPath path of its HTTP health check
     * @param healthInterval between checks
     * @param healthTimeout of one check
     * @param healthFailures in a row that make it not ready
     * @param startLimit to become ready for the first time
     * @param grace between being asked to stop and being killed
     * @param healthRestartAfter failures in a row that have the process restarted; 0 for never
     */
    public record Settings(List<String> command, SortedMap<String, String> environment, int port, int cpuMillis,
            long memoryBytes, String healthPath, Duration healthInterval, Duration healthTimeout, int healthFailures,
            Duration startLimit, Duration grace, int healthRestartAfter) {
        /** Copies the collections. */
        public Settings {
            command = List.copyOf(command);
            environment = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        }

        /** One that is never restarted for its health once it was ready. */
        public Settings(List<String> command, SortedMap<String, String> environment, int port, int cpuMillis,
                long memoryBytes, String healthPath, Duration healthInterval, Duration healthTimeout, int healthFailures,
                Duration startLimit, Duration grace) {
            this(command, environment, port, cpuMillis, memoryBytes, healthPath, healthInterval, healthTimeout,
                healthFailures, startLimit, grace, 0);
        }

        /** Returns the same with the names of its variables and no values. */
        public Settings withoutValues() {
            TreeMap<String, String> names = new TreeMap<>(environment);
            names.replaceAll((variable, value) -> "");
            return new Settings(command, names, port, cpuMillis, memoryBytes, healthPath, healthInterval, healthTimeout,
                healthFailures, startLimit, grace, healthRestartAfter);
        }

        /** Hides the environment's values. */
        @Override
        public String toString() {
            return "Settings[command=" + command + ", environment=" + environment.keySet() + ", port=" + port + "]";
        }
    }
}
