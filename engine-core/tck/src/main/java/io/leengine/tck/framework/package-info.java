/** The conformance kit against a plugin as it is deployed: as a bundle in a framework, opened by a configuration. */
@Export
@Version("1.0.0")
package io.leengine.tck.framework;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
