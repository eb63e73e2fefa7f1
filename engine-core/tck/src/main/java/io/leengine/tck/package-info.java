/** The conformance kit: one class a seam, which every implementation's tests extend. */
@Export
@Version("1.1.0")
package io.leengine.tck;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
