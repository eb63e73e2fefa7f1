package io.leengine.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Optional;

/** Brings a request to the handler mounted for its path; runs in the request's own virtual thread. */
final class RoutingHandler implements HttpHandler {
    private final Routes<?> routes;

    RoutingHandler(Routes<?> routes) {
        this.routes = routes;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        for (Optional<Mount> mount = route(exchange); mount.isPresent(); mount = route(exchange)) {
            try (Mount.Visit visit = mount.get().enter()) {
                if (visit != null) {
                    serve(exchange, mount.get(), visit);
                    return;
                }
            }
        }
        ProblemResponse.nobody(exchange, routes.expected(exchange.getRequestPath()));
    }

    private Optional<Mount> route(HttpServerExchange exchange) {
        return routes.route(exchange.getRequestPath());
    }

    // Interrupts come only when the server stops.
    private static void serve(HttpServerExchange exchange, Mount mount, Mount.Visit visit) {
        exchange.putAttachment(Requests.VISIT, visit);
        if (!"/".equals(mount.path())) {
            exchange.setResolvedPath(mount.path());
            exchange.setRelativePath(exchange.getRequestPath().substring(mount.path().length()));
        }
        try {
            mount.handler().handleRequest(exchange);
            if (!exchange.isDispatched()) {
                exchange.endExchange();
            }
        // catches all: an error of a handler must become an answer, whatever it is
        } catch (Throwable e) {
            ProblemResponse.send(exchange, e);
        }
    }
}
