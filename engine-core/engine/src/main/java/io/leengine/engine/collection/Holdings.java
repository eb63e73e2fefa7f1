package io.leengine.engine.collection;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;

/**
 * A storage that tells all it holds. A collection keeps to one for as long as it lasts: what one storage links says nothing
 * of another's blobs.
 *
 * @param storage the storage
 * @param listing its ability
 */
record Holdings(RegistryStorage storage, HoldingsListing listing) {
    /** Of a storage; {@code UNSUPPORTED} when it has not got the ability. */
    static Holdings of(RegistryStorage storage) {
        return new Holdings(storage, storage.ability(HoldingsListing.class).orElseThrow(() -> new EngineException(
            ErrorCode.UNSUPPORTED, "The registry's storage '" + storage.name() + "' does not list what repositories hold, so "
                + "nothing can be collected of it.").withNextStep("Use a storage with this ability.")));
    }
}
