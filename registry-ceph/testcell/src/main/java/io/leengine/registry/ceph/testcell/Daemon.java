package io.leengine.registry.ceph.testcell;

/** What a cluster consists of. */
public enum Daemon {
    /** Keeps the map of the cluster. */
    MONITOR("mon.a"),
    /** Keeps the data. */
    OSD("osd.0"),
    /** Speaks S3. */
    GATEWAY("rgw");

    private final String label;

    Daemon(String label) {
        this.label = label;
    }

    /** Returns what its log is called. */
    String label() {
        return label;
    }
}
