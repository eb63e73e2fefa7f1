/** Who may do what: the role table and the checks against it. */
@Export
@Version("1.0.0")
package io.leengine.engine.access;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
