/** The scheduler seam: one cell, on which versions of applications run as instances. */
@Export
@Version("1.1.0")
package io.leengine.spi.scheduler;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
