/** The network seam: address ranges, allocations, leaks. */
@Export
@Version("1.0.0")
package io.leengine.spi.network;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
