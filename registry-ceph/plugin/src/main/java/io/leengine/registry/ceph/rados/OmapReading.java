package io.leengine.registry.ceph.rados;

/**
 * A read of keys under way.
 *
 * @param completion its end
 * @param read what it brings
 */
record OmapReading(Completion completion, OmapRead read) implements AutoCloseable {
    /** Waits, and returns what was found; nothing when there is no such object. */
    OmapRead.Found await() throws RadosException, InterruptedException {
        try {
            completion.await();
            return read.found();
        } catch (RadosException e) {
            if (e.is(RadosException.ENOENT)) {
                return OmapRead.Found.NOTHING;
            }
            throw e;
        }
    }

    /** Gives back what it uses, as soon as the cluster has done with it. Repeated: does nothing. */
    @Override
    public void close() {
        completion.afterwards(read::close);
    }
}
