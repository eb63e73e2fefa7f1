package io.leengine.registry.ceph;

/** A registry's storage in a Ceph cluster. What lies where is decided here, once for every way of reaching a cluster. */
public class CephRegistryStorage {
}
