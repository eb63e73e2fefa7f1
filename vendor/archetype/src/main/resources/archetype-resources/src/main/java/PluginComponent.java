package @package@;

import @interface@;
import java.lang.System.Logger.Level;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Ties the plugin to its configuration: there is one of these for each part that somebody configures, and none before.
 * When the configuration changes, this one is closed and another one made.
 */
@Component(configurationPid = Settings.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, service = @type@.class)
@Designate(ocd = Settings.class, factory = true)
public final class PluginComponent extends My@type@ {
    private static final System.Logger LOG = System.getLogger(Settings.PID);

    /** Called with the settings of a part. What does not come up throws; the platform says so and goes on. */
    @Activate
    public PluginComponent(Settings settings) throws Exception {
        super(settings.leengine_name(), new @kept@());
        LOG.log(Level.INFO, "@artifactId@: part {0} is up. {1}", name(), settings.greeting());
    }

    /** Called when the part or the plugin goes: no thread, file or connection may be left. */
    @Deactivate
    void deactivate() {
        close();
    }
}
