package io.leengine.itest;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/** A framework with exactly the bundles of the embedded distribution, and the test beside them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class EmbeddedFramework {
    static final long LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(20);

    @Inject
    BundleContext context;

    /** What the framework is made of; called outside of it. */
    @Configuration
    public Option[] embedded() {
        return Provisioning.embedded();
    }

    /** The bundles that came from the distribution, not those of the test driver. */
    List<Bundle> distribution() {
        return Stream.of(context.getBundles()).filter(bundle -> bundle.getLocation().contains("/leengine-embedded/bundles/"))
                .toList();
    }

    ServiceTracker<Object, Object> track(String serviceInterface, String more) throws InvalidSyntaxException {
        Filter filter = context.createFilter("(&(objectClass=" + serviceInterface + ")" + more + ")");
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, filter, null);
        tracker.open(true);
        return tracker;
    }
}
