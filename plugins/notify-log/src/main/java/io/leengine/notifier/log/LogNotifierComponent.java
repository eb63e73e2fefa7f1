package io.leengine.notifier.log;

import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Ties a {@link LogNotifier} to its configuration. */
@Component(configurationPid = "io.leengine.notifier.log", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Notifier.class)
@Designate(ocd = LogNotifierComponent.Settings.class, factory = true)
public final class LogNotifierComponent implements Notifier {
    private static final System.Logger LOG = System.getLogger("io.leengine.notice");
    private static final int REMEMBERED = 10_000;

    /** The least level that is written. */
    public enum LeastLevel {
        /** All notices. */
        INFO,
        /** Warnings and what is critical. */
        WARNING,
        /** What is critical. */
        ERROR
    }

    /** What can be set. */
    @ObjectClassDefinition(name = "Log notifier", description = "Writes each notice as one line of the engine's log.")
    public @interface Settings {
        /** The configured name. */
        @AttributeDefinition(name = "Name", description = "Names this notifier.")
        String leengine_name();

        /** The least level that is written. */
        @AttributeDefinition(name = "Level", required = false, description = "Notices below this level are left out.",
            options = {@Option(label = "All", value = "INFO"), @Option(label = "From warning on", value = "WARNING"),
                @Option(label = "Critical", value = "ERROR")})
        LeastLevel level() default LeastLevel.INFO;
    }

    private final LogNotifier notifier;

    /** Makes the notifier. */
    @Activate
    public LogNotifierComponent(Settings settings) {
        this.notifier = new LogNotifier(settings.leengine_name(), System.Logger.Level.valueOf(settings.level().name()),
            REMEMBERED, LOG::log);
    }

    @Deactivate
    void close() {
        notifier.close();
    }

    @Override
    public String name() {
        return notifier.name();
    }

    @Override
    public void deliver(CallContext context, Notice notice, Set<String> recipients) throws InterruptedException {
        notifier.deliver(context, notice, recipients);
    }
}
