package io.leengine.scheduler.k8s;

import java.util.List;

/**
 * What is kept of a namespace.
 *
 * @param name the application's name for it
 * @param ending whether it is being removed
 * @param drift the fields that are not as stated
 */
record NamespaceState(String name, boolean ending, List<String> drift) {
}
