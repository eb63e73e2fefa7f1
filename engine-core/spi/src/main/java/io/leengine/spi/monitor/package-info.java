/** The monitor seam: takes samples and answers range queries. */
@Export
@Version("1.0.0")
package io.leengine.spi.monitor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
