/** What the engine does, for those who carry requests to it: REST, the registry, the console's server side. */
@Export
@Version("2.0.0")
package io.leengine.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
