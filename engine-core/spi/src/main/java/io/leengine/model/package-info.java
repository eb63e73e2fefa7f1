/** The values every part of the platform speaks in: identifiers, digests, endpoints, errors. Records, immutable, JDK types only. */
@Export
@Version("1.1.0")
package io.leengine.model;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
