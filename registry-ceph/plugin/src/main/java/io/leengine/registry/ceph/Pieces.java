package io.leengine.registry.ceph;

/**
 * How big the contents are that uploads are written in.
 *
 * @param most how many bytes go into one before the next is begun. It is what an engine that dies loses at most of what
 *     it took in one long call; and a blob of one piece can be fetched past the engine
 * @param merge a last one of fewer bytes is written again together with what comes next, so that small chunks do not make
 *     as many contents
 */
public record Pieces(long most, long merge) {
    /** What is good for images: layers are mostly far below a gibibyte. */
    public static final Pieces USUAL = new Pieces(1L << 30, 8 << 20);
}
