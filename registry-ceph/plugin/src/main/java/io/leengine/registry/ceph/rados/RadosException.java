package io.leengine.registry.ceph.rados;

/** A call of librados that failed, with the system's number of why. Linux' numbers. */
final class RadosException extends Exception {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOSPC = 28;
    static final int EOPNOTSUPP = 95;
    static final int ETIMEDOUT = 110;
    static final int EDQUOT = 122;
    static final int ECANCELED = 125;
    private static final long serialVersionUID = 1L;

    private final int number;

    /**
     * @param what what failed, for a person
     * @param result what librados returned: the number of why, negated
     */
    RadosException(String what, int result) {
        super(what + ": " + meaning(-result));
        number = -result;
    }

    /** Returns the number of why, positive. */
    int number() {
        return number;
    }

    boolean is(int other) {
        return number == other;
    }

    boolean isFull() {
        return number == ENOSPC || number == EDQUOT;
    }

    /** Returns whether the cluster turned the user away. */
    boolean isRefusal() {
        return number == EPERM || number == EACCES;
    }

    private static String meaning(int number) {
        return switch (number) {
            case EPERM, EACCES -> "the cluster does not let this user do so";
            case ENOENT -> "it is not there";
            case EEXIST -> "it is there already";
            case ENOSPC -> "the cluster or the pool is full";
            case EDQUOT -> "the pool's quota is used up";
            case EOPNOTSUPP -> "the pool cannot do this; one that is erasure-coded has no sorted keys";
            case ETIMEDOUT -> "the cluster did not answer in time";
            case ECANCELED -> "it was called off";
            default -> "error " + number;
        };
    }
}
