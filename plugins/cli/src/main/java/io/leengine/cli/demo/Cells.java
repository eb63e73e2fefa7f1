package io.leengine.cli.demo;

import io.leengine.cli.http.ApiClient;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Where the demo deploys to: two cells. */
public interface Cells {
    /**
     * Fails where the platform has a part of a name that {@link #prepare} adds, and no demo has made it; nothing has been started
     * yet but the engine.
     *
     * @throws io.leengine.cli.CommandException which says what to do
     */
    void check(ApiClient api);

    /** Makes them be there, in steps of their own. */
    void prepare(Steps steps, ApiClient api) throws Exception;

    /** Returns their names, in order. */
    List<String> names(ApiClient api);

    /** Returns what each instance is given, in thousandths of a processor: six must fit into each cell at once. */
    int cpuMillis();

    /**
     * Ends an instance's process abruptly.
     *
     * @return what was killed, for a person; empty when its process is out of reach
     */
    Optional<String> kill(JsonNode instance);

    /** Takes away what {@link #prepare} made; the application is gone by then. */
    void end(ApiClient api);

    /** Lets what {@link #prepare} started outside the engine go on, and returns the commands that end it. */
    List<String> left();

    /**
     * Ends what {@link #prepare} started outside the engine, however the demo ended: all of it that can be.
     *
     * @throws io.leengine.cli.CommandException which says what is left, and how to end it
     */
    void stop() throws InterruptedException;
}
