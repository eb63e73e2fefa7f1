package io.leengine.registry;

import io.leengine.engine.KeyRing;
import io.leengine.engine.RegistryAccess;
import io.leengine.http.HttpEndpoint;
import io.leengine.spi.registry.RegistryStorage;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The registry in the framework. The storage may come and go; without one the answer is to try again. */
@Component(service = HttpHandler.class, property = HttpEndpoint.PATH + "=/v2")
public final class RegistryComponent implements HttpHandler {
    private final RegistryHandler handler;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
        policyOption = ReferencePolicyOption.GREEDY)
    private volatile RegistryStorage storage;

    /** Makes the registry. */
    @Activate
    public RegistryComponent(@Reference RegistryAccess access, @Reference KeyRing keys) {
        handler = new RegistryHandler(() -> Optional.ofNullable(storage), access, keys.key("registry-token"),
            Clock.systemUTC());
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        handler.handleRequest(exchange);
    }
}
