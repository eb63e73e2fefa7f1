package io.leengine.engine.domain;

import java.time.Instant;

/**
 * One of the engines that run side by side on one database.
 *
 * @param id of this life of it
 * @param place stands for its data folder
 * @param name how people know it
 * @param beat counts on while it lives
 * @param since when it was started
 */
public record RunningEngine(String id, String place, String name, long beat, Instant since) {
}
