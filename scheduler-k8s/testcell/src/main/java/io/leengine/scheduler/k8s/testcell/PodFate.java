package io.leengine.scheduler.k8s.testcell;

import java.time.Duration;

/** What becomes of a pod on a fake node. */
public sealed interface PodFate {

    /** It starts, and is ready after a while. */
    record Ready(Duration after) implements PodFate {
    }

    /** It starts and never becomes ready. */
    record Unready() implements PodFate {
    }

    /** It is accepted and never starts: its containers stay in creation. */
    record NeverStarts() implements PodFate {
    }

    /**
     * Its image cannot be pulled: ErrImagePull, then ImagePullBackOff, and again after a while.
     *
     * @param message what the registry said
     */
    record PullFails(String message) implements PodFate {
    }

    /**
     * It ends again and again: CrashLoopBackOff.
     *
     * @param exitCode of the last run
     * @param reason   such as {@code Error} or {@code OOMKilled}
     * @param message  what it left behind; may be empty
     * @param restarts how often it was started again
     */
    record Crashes(int exitCode, String reason, String message, int restarts) implements PodFate {
    }

    /** Its node throws it out: phase Failed, reason Evicted. */
    record Evicted(String message) implements PodFate {
    }

    /** Ready at once. */
    static PodFate ready() {
        return new Ready(Duration.ZERO);
    }

    /** Killed for its use of memory, once. */
    static PodFate outOfMemory() {
        return new Crashes(137, "OOMKilled", "", 1);
    }
}
