/** The load-balancer seam: one group, its domains, their upstreams and weights. */
@Export
@Version("1.1.0")
package io.leengine.spi.loadbalancer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
