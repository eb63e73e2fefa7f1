/** The bus seam: keys with versions, leases, compare-and-set, watch from a revision. */
@Export
@Version("1.0.0")
package io.leengine.spi.bus;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
