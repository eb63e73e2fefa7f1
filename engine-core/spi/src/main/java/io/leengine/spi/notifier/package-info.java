/** The notifier seam: delivers an alarm to people. */
@Export
@Version("1.1.0")
package io.leengine.spi.notifier;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
