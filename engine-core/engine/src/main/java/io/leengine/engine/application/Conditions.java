package io.leengine.engine.application;

import io.leengine.engine.Applications.Condition;
import io.leengine.engine.Applications.Placed;
import io.leengine.engine.Applications.VersionDetails;
import io.leengine.engine.domain.Version;
import io.leengine.spi.scheduler.Instance;
import java.util.List;

/** Tells how a version is from what its instances are. */
public final class Conditions {
    private static final int RESTARTS_THAT_FAIL = 3;

    private Conditions() {
    }

    /** Returns how a version is. */
    public static VersionDetails of(Version version, List<Placed> placed) {
        List<Placed> ofVersion = placed.stream()
            .filter(each -> each.instance().version().version().equals(version.name())).toList();
        List<Instance> own = ofVersion.stream().map(Placed::instance).toList();
        int ready = version.cells().entrySet().stream().mapToInt(cell -> Math.min(cell.getValue(),
            ready(ofVersion, cell.getKey()))).sum();
        Condition condition = condition(version, own, ready);
        String message = condition == Condition.READY || condition == Condition.DELETED ? "" : own.stream()
            .filter(instance -> !instance.ready() && !instance.reason().isEmpty()).map(Instance::reason).findFirst()
            .orElse("");
        return new VersionDetails(version, condition, ready, message);
    }

    /** Ready instances count where they are wanted: what one cell has too many, another still lacks. */
    private static int ready(List<Placed> placed, String cell) {
        return (int) placed.stream().filter(each -> each.cell().equals(cell) && each.instance().ready()).count();
    }

    private static Condition condition(Version version, List<Instance> own, int ready) {
        if (version.state() != Version.State.LIVE) {
            return version.wanted() || !own.isEmpty() ? Condition.RETIRING : Condition.DELETED;
        }
        if (ready >= version.instances()) {
            return Condition.READY;
        }
        if (ready == 0 && own.stream().anyMatch(Conditions::fails)) {
            return Condition.FAILED;
        }
        boolean wasReady = own.stream().anyMatch(instance -> !instance.ready() && instance.restarts() > 0)
            || own.stream().anyMatch(instance -> instance.state() == Instance.State.RUNNING && !instance.ready());
        return ready > 0 && wasReady ? Condition.DEGRADED : Condition.STARTING;
    }

    /** It cannot be started at all, or it was started some times in vain. */
    private static boolean fails(Instance instance) {
        return instance.state() == Instance.State.BACKING_OFF
            && (instance.startedAt().isEmpty() && instance.restarts() == 0
                || instance.restarts() >= RESTARTS_THAT_FAIL);
    }
}
