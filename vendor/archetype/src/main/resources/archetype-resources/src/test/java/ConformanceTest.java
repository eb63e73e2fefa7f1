package @package@;

@imports@

/** Holds the plugin against the contract of its seam. Add tests of your own beside it. */
class ConformanceTest extends @type@Conformance {
    /** What outlives the plugin: the outside world, which is memory here. */
    private final @kept@ kept = new @kept@();

    @Override
    protected @type@ open() throws Exception {
        return new My@type@("test", kept);
    }

    @Override
    protected void close(@type@ opened) {
        ((My@type@) opened).close();
    }
@members@}
