/** The things the engine looks after, as they are kept: desired state and history. */
@Export
@Version("1.2.0")
package io.leengine.engine.domain;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
