package io.leengine.scheduler.k8s;

import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionKey;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of a version's replica set.
 *
 * @param key which version
 * @param template what was stated, with the names of its environment only; empty when that cannot be read any more
 * @param seal tells which environment was stated
 * @param instances how many it is to have
 * @param settled whether the cluster has acted on that number: there are no more pods than it says
 * @param drift the fields that are not as stated
 */
record VersionState(VersionKey key, Optional<InstanceTemplate> template, String seal, int instances, boolean settled,
        List<String> drift) {
}
