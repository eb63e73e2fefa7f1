/** The seam through which the platform asks others who somebody is: a directory, or a provider one is sent to. */
@Export
@Version("1.0.0")
package io.leengine.spi.identity;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
