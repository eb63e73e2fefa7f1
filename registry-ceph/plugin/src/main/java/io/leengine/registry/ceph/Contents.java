package io.leengine.registry.ceph;

import java.io.InputStream;

/**
 * Big content, written once from its beginning to its end and never changed: the pieces that blobs consist of. It is one of
 * the two ports that a way of reaching Ceph implements; {@link Names} is the other.
 *
 * <p>Each content has an id that no other ever had, so writers cannot meet, and what a lost writer still writes reaches
 * nothing that is in use. Which contents are in use is written down in {@link Names}, before a content is begun and in one
 * step after it is finished; the implementation keeps no account of its own.
 *
 * <p>Memory is bounded for all writers together: a writer that finds no room waits for it, at most for the time limit of a
 * call. It needs one buffer to go on and takes further ones only while some are free, so writers never wait for each other
 * in a circle.
 *
 * <p>Threads and errors are as in {@link Names}.
 */
public interface Contents {
    /**
     * Begins a content.
     *
     * @param id 1 to 64 lower-case letters, digits and hyphens, never used before
     * @return where its bytes go; of one thread at a time
     */
    Writer create(String id) throws InterruptedException;

    /**
     * Opens a finished content.
     *
     * @param offset first byte, 0 to its size
     * @return its bytes from there, of one thread at a time. Reading ends with an {@link java.io.InterruptedIOException}
     *     after an interrupt, and with another {@link java.io.IOException} when the cluster does not answer
     */
    InputStream open(Content content, long offset) throws InterruptedException;

    /** Removes a finished content. Absent: does nothing. */
    void delete(Content content) throws InterruptedException;

    /**
     * Removes what there is of a content of which nothing but the id is known: it may be finished, half written, or not even
     * begun, and its writer may be gone or still at work, which fails then or leaves something behind that nobody needs.
     */
    void discard(String id) throws InterruptedException;

    /**
     * Where the bytes of a new content go.
     *
     * <p>Bytes are sent while further ones are taken; an error of sending comes out of a later call. After an error only
     * {@link #close} is of use.
     */
    interface Writer extends AutoCloseable {
        /** Appends bytes, which are copied before it returns. */
        void write(byte[] bytes, int offset, int length) throws InterruptedException;

        /** Waits until all that was written is durable and can be read under the id. Called once, last. */
        void finish() throws InterruptedException;

        /**
         * Ends the writing and gives back what it held, also when it was not finished; what lies in the cluster then is left
         * to {@link Contents#discard}. It waits for no answer. Repeated: does nothing.
         */
        @Override
        void close();
    }

    /**
     * A finished content.
     *
     * @param id its id
     * @param size in bytes, 1 or more
     */
    record Content(String id, long size) {
    }
}
