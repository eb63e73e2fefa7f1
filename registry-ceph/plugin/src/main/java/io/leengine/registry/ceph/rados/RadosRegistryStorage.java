package io.leengine.registry.ceph.rados;

import io.leengine.model.Health;
import io.leengine.registry.ceph.CephRegistryStorage;
import io.leengine.registry.ceph.Pieces;
import java.util.Map;
import java.util.Set;

/** A registry's storage on native RADOS. It connects by itself, and says meanwhile why it does not. */
public class RadosRegistryStorage extends CephRegistryStorage {
    // Small ones cost little here, and are what an engine that dies loses of a long push.
    private static final Pieces PIECES = new Pieces(256 << 20, RadosContents.STRIPE);
    // The folder that has a name for each blob of all repositories. The number must never change.
    private static final Map<String, Integer> SPREAD = Map.of("blobs", 32);

    private final Rados rados;

    /** Begins to connect and returns at once. */
    public RadosRegistryStorage(Settings settings) {
        this(settings.leengine_name(), Target.of(settings));
    }

    RadosRegistryStorage(String name, Target target) {
        this(name, new Rados(target));
    }

    private RadosRegistryStorage(String name, Rados rados) {
        super(name, new RadosNames(rados, SPREAD, Set.of("trash")), new RadosContents(rados), rados::close, PIECES);
        this.rados = rados;
    }

    @Override
    public Health health() {
        return rados.failure().orElseGet(super::health);
    }
}
