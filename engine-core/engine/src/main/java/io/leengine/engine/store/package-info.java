/** The ports behind which the engine keeps what must not be lost. The store bundle implements them. */
@Export
@Version("1.2.0")
package io.leengine.engine.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
