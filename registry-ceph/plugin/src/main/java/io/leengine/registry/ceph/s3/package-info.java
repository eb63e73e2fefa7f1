/** A way to reach Ceph: its S3 gateway. */
package io.leengine.registry.ceph.s3;
