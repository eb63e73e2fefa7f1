/** The registry storage seam: blobs, manifests and tags. */
@Export
@Version("1.1.0")
package io.leengine.spi.registry;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
