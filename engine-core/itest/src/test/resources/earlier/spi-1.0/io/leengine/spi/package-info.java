/** What all seams share: the base of a plugin service, the context of a call, watches. */
@Export
@Version("1.0.0")
package io.leengine.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
