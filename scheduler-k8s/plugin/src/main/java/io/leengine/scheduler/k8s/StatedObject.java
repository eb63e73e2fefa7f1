package io.leengine.scheduler.k8s;

import java.util.List;

/**
 * What is kept of an object that the engine states in each of its namespaces.
 *
 * @param stamp what the drift was read from
 * @param drift the fields that are not as stated
 */
record StatedObject(Object stamp, List<String> drift) {
}
