package io.leengine.loadbalancer.nginx;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.bus.Bus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The bus of a name, which may come, go and be another one at any time. */
final class BusOfName {
    private final List<Bus> present = new CopyOnWriteArrayList<>();

    void added(Bus bus) {
        present.add(bus);
    }

    void removed(Bus bus) {
        present.remove(bus);
    }

    Optional<Bus> find(String name) {
        return present.stream().filter(bus -> bus.name().equals(name)).findFirst();
    }

    /** @throws EngineException {@code UNAVAILABLE} while there is none of that name */
    Bus require(String name) {
        return find(name).orElseThrow(() -> new EngineException(ErrorCode.UNAVAILABLE, "The bus '" + name
            + "' is not there now, so the nginx hosts cannot be told.")
            .withNextStep("See 'leengine parts': the bus must be configured and up."));
    }
}
