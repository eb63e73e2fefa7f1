/** Registry storage on native RADOS, through librados by the foreign-function interface. */
package io.leengine.registry.ceph.rados;
