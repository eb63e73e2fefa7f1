package io.leengine.registry.ceph.testcell;

import java.nio.file.Path;
import java.util.UUID;

/**
 * The configuration of a cluster of one monitor, one OSD and one gateway that is quick to start and small.
 *
 * @param folder where everything of the cluster lies
 * @param monitorPort where the monitor listens
 * @param gatewayPort where the gateway listens
 * @param osd the identity of the OSD
 * @param options what the cluster is like
 */
record CephConf(Path folder, int monitorPort, int gatewayPort, UUID osd, CephOptions options) {

    String monitor() {
        return "[v2:127.0.0.1:" + monitorPort + "]";
    }

    /**
     * One copy on one disk, no authentication, nothing but loopback; caches small, time-outs short. The heartbeat's grace is
     * long, since by it the disk has a lease to serve what it holds, and with a single copy nothing wakes what comes in after
     * a stopped disk has lost that lease: Ceph 16 lets it wait for ever.
     */
    String text(UUID cluster) {
        return """
            [global]
            fsid = %1$s
            mon host = %2$s
            public addr = 127.0.0.1
            cluster addr = 127.0.0.1
            ms bind ipv6 = false
            ms bind msgr1 = false
            ms mon client mode = crc
            ms mon service mode = crc
            ms mon cluster mode = crc
            ms client mode = crc
            ms service mode = crc
            ms cluster mode = crc
            auth cluster required = none
            auth service required = none
            auth client required = none
            auth allow insecure global id reclaim = false
            run dir = %3$s/run
            admin socket = %3$s/run/$name.$pid.asok
            pid file =
            log file = %3$s/log/$name.log
            crash dir = %3$s/log
            keyring = %3$s/keyring
            osd crush chooseleaf type = 0
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 4
            osd pool default pgp num = 4
            osd pool default pg autoscale mode = off
            mon max pg per osd = 2000
            mon allow pool size one = true
            mon allow pool delete = true
            osd heartbeat grace = 600
            [mon]
            mon data = %3$s/mon
            mon cluster log to file = false
            mon data avail warn = 2
            mon data avail crit = 1
            paxos propose interval = 0.05
            paxos min wait = 0.01
            [osd]
            osd data = %3$s/osd
            osd uuid = %4$s
            osd objectstore = bluestore
            bluestore block size = %5$d
            bluestore fsck on mkfs = false
            bluestore cache autotune = false
            bluestore cache size = 67108864
            bdev aio poll ms = 5
            osd class update on start = false
            osd crush initial weight = 1
            osd max object name len = 2048
            osd max pg log entries = 200
            osd min pg log entries = 100
            [client]
            objecter tick interval = 0.5
            [client.rgw]
            rados osd op timeout = %6$d
            rgw frontends = beast endpoint=127.0.0.1:%7$d tcp_nodelay=1
            rgw data = %3$s/run
            rgw thread pool size = 128
            rgw run sync thread = false
            rgw enable quota threads = false
            rgw dynamic resharding = false
            rgw override bucket index max shards = 1
            rgw gc obj min wait = 5
            rgw gc processor period = 5
            """.formatted(cluster, monitor(), folder, osd, options.diskBytes(), options.operationLimit().toSeconds(),
                gatewayPort);
    }
}
