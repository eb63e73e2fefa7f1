package io.leengine.notifier.webhook;

import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Ties a notifier to its settings. {@code REQUIRE} and {@code factory = true}: there is one of these for each part that
 * somebody makes, and none before. When a part's settings change, this one is deactivated and another one activated.
 *
 * <p>It is a thin shell on purpose: whatever can be wrong is in {@link WebhookNotifier}, where a test reaches it.
 */
@Component(configurationPid = Settings.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, service = Notifier.class)
@Designate(ocd = Settings.class, factory = true)
public final class WebhookComponent implements Notifier {
    private final WebhookNotifier notifier;

    /**
     * Called when a part appears. What throws here does not come up, and the part says why. Do not ask the outside world
     * yet: a receiver that does not answer is a part that is there and says so in its health.
     */
    @Activate
    public WebhookComponent(Settings settings) {
        notifier = new WebhookNotifier(settings.leengine_name(), settings.url(), settings.secret(),
            Duration.ofMillis(settings.timeout_millis()));
    }

    /** Called when the part or the bundle goes, or is swapped. After it no thread, connection or file may be left. */
    @Deactivate
    void deactivate() {
        notifier.close();
    }

    @Override
    public String name() {
        return notifier.name();
    }

    @Override
    public Health health() {
        return notifier.health();
    }

    @Override
    public <A> Optional<A> ability(Class<A> type) {
        // The shell has none of the abilities of what is in it, so the question is handed on.
        return notifier.ability(type);
    }

    @Override
    public void deliver(CallContext context, Notice notice, Set<String> recipients) throws InterruptedException {
        notifier.deliver(context, notice, recipients);
    }
}
