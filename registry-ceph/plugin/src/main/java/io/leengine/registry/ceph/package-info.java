/** Registry storage on Ceph: what lies where, above two ways of reaching a cluster. */
package io.leengine.registry.ceph;
