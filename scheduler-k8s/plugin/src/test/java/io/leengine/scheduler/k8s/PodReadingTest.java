package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.leengine.spi.scheduler.Instance;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PodReadingTest {
    private static final Instant STARTED = Instant.parse("2026-11-28T04:00:00Z");
    private static final String DENIED = "pull access denied, repository does not exist or may require authorization";

    private final Names names = new Names(CellOfTests.options(null, ""));

    private Instance read(String reason, String message, int secondsLater) {
        Pod pod = new PodBuilder().withNewMetadata().withName("hello-v1-abcde").withNamespace("hello").withUid("1")
            .withLabels(names.labels(Templates.version("hello", "v1", 1).key())).endMetadata()
            .withNewSpec().withNodeName("node-1").addNewContainer().withName(Names.CONTAINER).withImage("registry/hello")
            .endContainer().endSpec()
            .withNewStatus().withPhase("Pending").withStartTime(STARTED.toString()).addNewContainerStatus()
            .withName(Names.CONTAINER).withNewState().withNewWaiting().withReason(reason).withMessage(message).endWaiting()
            .endState().endContainerStatus().endStatus().build();
        return new PodReading(names, InstantSource.fixed(STARTED.plusSeconds(secondsLater)))
            .apply(pod).instance()
            .orElseThrow();
    }

    @Test
    void theFirstDenialOfAnImageIsNoFailureYet() {
        assertEquals(Instance.State.PENDING, read("ErrImagePull", DENIED, 2).state());
        assertEquals("", read("ImagePullBackOff", DENIED, 3).reason());
        Instance again = read("ErrImagePull", DENIED, 12);
        assertEquals(Instance.State.BACKING_OFF, again.state());
        assertEquals("There is no permission to pull the image registry/hello.", again.reason());
    }

    @Test
    void whatNoSecretMendsIsAFailureAtOnce() {
        assertEquals(Instance.State.BACKING_OFF, read("ErrImagePull", "manifest unknown", 2).state());
        assertEquals(Instance.State.BACKING_OFF, read("CrashLoopBackOff", "back-off", 2).state());
    }
}
