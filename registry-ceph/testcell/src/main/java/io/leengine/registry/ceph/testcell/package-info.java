/** A real Ceph cluster for tests. */
package io.leengine.registry.ceph.testcell;
