package io.leengine.scheduler.k8s;

/**
 * What is kept of an object of the cluster.
 *
 * @param uid the object's own, which no successor of the same name has
 * @param version the revision of the cluster's state that this was read at
 * @param value what was made of it
 * @param <V> the value
 */
record Reflection<V>(String uid, long version, V value) {
}
