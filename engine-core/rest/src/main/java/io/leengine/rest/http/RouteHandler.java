package io.leengine.rest.http;

import java.io.IOException;

/** Answers the calls of one route. */
@FunctionalInterface
public interface RouteHandler {
    /** Answers; whatever it throws becomes a problem. */
    Answer handle(Call call) throws InterruptedException, IOException;
}
