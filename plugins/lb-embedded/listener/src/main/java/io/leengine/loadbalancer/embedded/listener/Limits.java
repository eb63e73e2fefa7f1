package io.leengine.loadbalancer.embedded.listener;

import java.time.Duration;

/**
 * How much is held for how long while a part is away.
 *
 * @param waiting how many requests may wait for a part, at each socket
 * @param waitLimit how long each waits before it is answered 503
 * @param linger how long a socket stays open without a part
 * @param drain how long requests under way may go on when the listener itself stops
 */
record Limits(int waiting, Duration waitLimit, Duration linger, Duration drain) {
    static final Limits USUAL =
        new Limits(10_000, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(3));
}
