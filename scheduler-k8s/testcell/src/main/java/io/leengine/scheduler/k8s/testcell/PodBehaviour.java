package io.leengine.scheduler.k8s.testcell;

/** Decides what becomes of each pod that comes to a fake node. Called by many threads; must not block for long. */
@FunctionalInterface
public interface PodBehaviour {

    /** What becomes of a pod, asked once when it comes. */
    PodFate of(FakePod pod);
}
