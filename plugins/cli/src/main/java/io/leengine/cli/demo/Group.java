package io.leengine.cli.demo;

import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.http.ApiClient;
import java.util.List;

/** The load-balancer group that serves the demo's application. */
public interface Group {
    /**
     * Fails with what is missing on this machine; nothing has been started yet.
     *
     * @throws io.leengine.cli.CommandException which says what to do
     */
    void check() throws InterruptedException;

    /**
     * Fails where the platform has a part of a name that {@link #prepare} adds, and no demo has made it; nothing has been started
     * yet but the engine.
     *
     * @throws io.leengine.cli.CommandException which says what to do
     */
    void check(ApiClient api);

    /** Makes it be there, in steps of its own. */
    void prepare(Steps steps, ApiClient api) throws Exception;

    /** Returns its name. */
    String name();

    /** Returns {@code host:port} of each place where it takes requests. */
    List<String> addresses(LocalEngine engine);

    /** Takes away what {@link #prepare} has told the engine; the application is gone by then. */
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
