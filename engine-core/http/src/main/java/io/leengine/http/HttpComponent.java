package io.leengine.http;

import io.undertow.server.HttpHandler;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The listener in the framework: its settings are framework properties, its handlers services. */
@Component(immediate = true, service = {})
public final class HttpComponent {
    private final HttpServer<ServiceReference<HttpHandler>> server;
    private final ServiceRegistration<HttpEndpoint> registration;

    /** Opens the listener and publishes where it is. */
    @Activate
    public HttpComponent(BundleContext context) {
        server = new HttpServer<>(HttpSettings.of(context::getProperty));
        registration = context.registerService(HttpEndpoint.class, server.endpoint(), null);
    }

    /** Says that the listener goes, then lets the requests under way end. */
    @Deactivate
    void close() {
        registration.unregister();
        server.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
        target = "(" + HttpEndpoint.PATH + "=*)", updated = "mount", unbind = "unmount")
    void mount(HttpHandler handler, ServiceReference<HttpHandler> reference, Map<String, Object> properties) {
        server.mount(reference, String.valueOf(properties.get(HttpEndpoint.PATH)), handler);
    }

    void unmount(ServiceReference<HttpHandler> reference) {
        server.unmount(reference);
    }
}
