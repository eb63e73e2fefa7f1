package io.leengine.scheduler.local;

import io.leengine.engine.Actor;
import io.leengine.loadbalancer.embedded.Proxy;
import io.leengine.spi.scheduler.Scheduler;

class KnowsTheEngine {
    Actor actor;
    Proxy proxy;
    Scheduler allowed;
}
