package io.leengine.registry;

import io.leengine.spi.registry.RegistryStorage;
import java.nio.file.Path;

/** Real clients over files. */
class FileClientsTest extends ClientsContract {
    @Override
    RegistryStorage storage(Path place) {
        return TestRegistry.files(place);
    }
}
