/**
 * A small correct plugin of each seam, in memory: what the kit's own tests run it on, and what a vendor may read before
 * writing one. {@link io.leengine.tck.InMemoryBus} is that of the bus.
 */
@Export
@Version("1.1.0")
package io.leengine.tck.reference;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
