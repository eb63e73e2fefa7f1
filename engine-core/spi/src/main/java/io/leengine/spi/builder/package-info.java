/** The builder seam: one build run from source to image. */
@Export
@Version("1.0.0")
package io.leengine.spi.builder;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
