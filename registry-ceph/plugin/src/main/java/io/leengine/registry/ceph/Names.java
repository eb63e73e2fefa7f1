package io.leengine.registry.ceph;

import io.leengine.spi.registry.RegistryStorage.Page;
import java.util.Optional;

/**
 * Folders of small values, each under a name, in the order of names: what a registry keeps beside big content. It is one
 * of the two ports that a way of reaching Ceph implements; {@link Contents} is the other.
 *
 * <p>A folder needs no making: it is there while it holds a value. Folders are named with lower-case letters, digits and
 * {@code . _ - /}, at most {@value #MAX_FOLDER} characters; names have letters, digits and {@code . _ - /}, at most
 * {@value #MAX_NAME}; both sort by their characters' codes.
 *
 * <p>Each change is atomic, and durable when the call returns. Readers see one value or the other. <b>Every value that is
 * written must be one that was never written before</b> (the callers put something random into those that change), for two
 * reasons: a change that is compared with what was read must not take an old value that has come back for the same, and a
 * change whose answer was lost is recognised by the value that is there. So a late write of a lost writer changes nothing.
 *
 * <p><b>Threads.</b> Any number at once, mostly virtual. Calls block, have a time limit and end soon after an interrupt.
 *
 * <p><b>Errors</b> are {@link io.leengine.model.EngineException}: {@code UNAVAILABLE} or {@code TIMEOUT} when the cluster
 * does not answer (a change may then have happened or not), {@code INSUFFICIENT_RESOURCES} when it is full.
 */
public interface Names {
    /** The most bytes of a value. */
    int MAX_VALUE = 256 << 10;
    /** The most characters of a folder's name. */
    int MAX_FOLDER = 300;
    /** The most characters of a name. */
    int MAX_NAME = 160;

    /** Returns the value under a name; empty when there is none. */
    Optional<Entry> get(String folder, String name) throws InterruptedException;

    /**
     * Puts a value under a name that has none.
     *
     * @param value at most {@link #MAX_VALUE} bytes; not kept
     * @return whether the name has this value now; false when it has another one, which stays
     */
    boolean putIfAbsent(String folder, String name, byte[] value) throws InterruptedException;

    /**
     * Puts a value in the place of one that was read.
     *
     * @param expected what {@link #get} or {@link #entries} returned
     * @param value at most {@link #MAX_VALUE} bytes; not kept
     * @return the new value; empty when the name had another than the expected one, or none, and nothing was changed
     */
    Optional<Entry> replace(String folder, Entry expected, byte[] value) throws InterruptedException;

    /**
     * Removes a value that was read. A way that cannot compare and remove in one step compares right before it removes.
     *
     * @param expected what {@link #get} or {@link #entries} returned
     * @return whether the name has no value now; false when it has another than the expected one, which stays
     */
    boolean remove(String folder, Entry expected) throws InterruptedException;

    /** Removes whatever is under a name. Absent: does nothing. */
    void remove(String folder, String name) throws InterruptedException;

    /**
     * Returns names of a folder, in order, page by page.
     *
     * @param prefix what the names begin with; empty for all
     * @param after the name after which the page begins, which need not exist; empty for the first page
     * @param limit how many at most, 1 or more
     */
    Page<String> names(String folder, String prefix, Optional<String> after, int limit) throws InterruptedException;

    /** As {@link #names}, with the values. A name that goes meanwhile may be left out; the page may be shorter then. */
    Page<Entry> entries(String folder, String prefix, Optional<String> after, int limit) throws InterruptedException;

    /**
     * Returns folders, in order, page by page. One that held something once and is empty now may be among them.
     *
     * @param prefix what the folders begin with; empty for all
     * @param after the folder after which the page begins, which need not exist; empty for the first page
     * @param limit how many at most, 1 or more
     */
    Page<String> folders(String prefix, Optional<String> after, int limit) throws InterruptedException;

    /**
     * A value under its name.
     *
     * @param name its name
     * @param value its bytes; not to be changed
     * @param version by what the implementation knows it again, where the value itself does not serve; else empty
     */
    record Entry(String name, byte[] value, String version) {
    }
}
