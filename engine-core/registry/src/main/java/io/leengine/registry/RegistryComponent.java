package io.leengine.registry;

import io.leengine.engine.ImageSources;
import io.leengine.engine.RegistryAccess;
import io.leengine.engine.TokenKeys;
import io.leengine.http.HttpEndpoint;
import io.leengine.spi.registry.RegistryStorage;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The registry in the framework. The storage may come and go; without one the answer is to try again. */
@Component(service = HttpHandler.class, property = HttpEndpoint.PATH + "=/v2")
public final class RegistryComponent implements HttpHandler {
    private static final Duration SWAP_GRACE = Duration.ofSeconds(5);

    private final CurrentStorage storage = new CurrentStorage(SWAP_GRACE);
    private final RegistryHandler handler;

    /** Makes the registry. */
    @Activate
    public RegistryComponent(@Reference RegistryAccess access, @Reference ImageSources sources, @Reference TokenKeys keys) {
        handler = new RegistryHandler(storage::get, access, sources, keys, Clock.systemUTC());
    }

    /** Ends what it asks other registries. */
    @Deactivate
    public void close() {
        handler.close();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY, unbind = "go")
    void come(RegistryStorage present) {
        storage.come(present);
    }

    void go(RegistryStorage past) {
        storage.go(past);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        handler.handleRequest(exchange);
    }
}
