package io.leengine.engine.assembly;

import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.seam.Seams;
import io.leengine.spi.Seam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Tells the engine of one seam's services as they come and go in the framework. */
final class SeamTracker implements AutoCloseable {
    private final ServiceTracker<Seam, Seam> tracker;

    SeamTracker(BundleContext framework, SeamKind kind, Seams seams) {
        tracker = new ServiceTracker<>(framework, kind.type().getName(), null) {
            @Override
            public Seam addingService(ServiceReference<Seam> reference) {
                Seam service = super.addingService(reference);
                if (service != null) {
                    seams.added(kind, name(reference), service);
                }
                return service;
            }

            @Override
            public void removedService(ServiceReference<Seam> reference, Seam service) {
                seams.removed(kind, name(reference), service);
                super.removedService(reference, service);
            }
        };
        tracker.open();
    }

    private static String name(ServiceReference<Seam> reference) {
        return String.valueOf(reference.getProperty(Seam.NAME));
    }

    @Override
    public void close() {
        tracker.close();
    }
}
