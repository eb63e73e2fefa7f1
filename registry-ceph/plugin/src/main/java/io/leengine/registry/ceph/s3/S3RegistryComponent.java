package io.leengine.registry.ceph.s3;

import io.leengine.registry.ceph.Upkeep;
import io.leengine.spi.registry.RegistryStorage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The storage as a configured service, with its upkeep. */
@Component(configurationPid = "io.leengine.registry.ceph.s3", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = RegistryStorage.class)
@Designate(ocd = Settings.class, factory = true)
public final class S3RegistryComponent extends S3RegistryStorage {
    private final Upkeep upkeep;

    /** Opens the storage. */
    @Activate
    public S3RegistryComponent(Settings settings) {
        super(settings);
        upkeep = Upkeep.of(this);
    }

    /** Ends the upkeep, too. */
    @Deactivate
    @Override
    public void close() {
        upkeep.close();
        super.close();
    }
}
