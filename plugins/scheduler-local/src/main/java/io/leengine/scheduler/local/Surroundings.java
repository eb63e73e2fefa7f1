package io.leengine.scheduler.local;

import io.leengine.model.Credentials;
import java.util.Optional;

/** What an instance asks of the cell it is in. */
interface Surroundings {
    /** Returns what the namespace's registry wants; empty when the namespace is gone. */
    Optional<Credentials> credentials(String namespace);

    /** Returns the room in the cell. */
    Room room();

    /** An instance has gone for good. */
    void gone(InstanceRunner runner);
}
