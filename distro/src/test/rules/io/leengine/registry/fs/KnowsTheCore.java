package io.leengine.registry.fs;

import io.leengine.engine.RegistryAccess;
import io.leengine.registry.Repository;
import io.leengine.spi.registry.RegistryStorage;

class KnowsTheCore {
    RegistryAccess access;
    Repository repository;
    RegistryStorage allowed;
}
