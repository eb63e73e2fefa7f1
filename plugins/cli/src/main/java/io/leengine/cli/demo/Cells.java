package io.leengine.cli.demo;

import io.leengine.cli.http.ApiClient;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Where the demo deploys to: two cells. */
public interface Cells {
    /** Makes them be there, in steps of their own. */
    void prepare(Steps steps, ApiClient api) throws Exception;

    /** Returns their names, in order. */
    List<String> names(ApiClient api);

    /** Returns what each instance is given, in thousandths of a processor: six must fit into each cell at once. */
    int cpuMillis();

    /**
     * Ends an instance's process abruptly.
     *
     * @return what was killed, for a person
     */
    String kill(JsonNode instance);

    /** Takes away what {@link #prepare} made; the application is gone by then. */
    void end(ApiClient api);

    /** Returns the commands that end what goes on outside the engine after a demo that takes nothing away. */
    List<String> left();

    /** Ends what {@link #prepare} started outside the engine, however the demo ended. */
    void stop() throws InterruptedException;
}
