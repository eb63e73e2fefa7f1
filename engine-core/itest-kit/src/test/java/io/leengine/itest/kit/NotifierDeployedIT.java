package io.leengine.itest.kit;

import io.leengine.spi.notifier.Notifier;
import io.leengine.tck.Ability;
import io.leengine.tck.NotifierConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link NotifierConformance} on the deployed plugin. */
class NotifierDeployedIT extends NotifierConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("notifier");

    private final DeployedPlugin<Notifier> plugin = FRAMEWORK.plugin(Notifier.class, "io.leengine.notifier.log");
    private final Logger log = Logger.getLogger("io.leengine.notice");
    private final Heard handler = new Heard();

    @BeforeEach
    void listen() {
        log.setUseParentHandlers(false);
        log.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        log.removeHandler(handler);
    }

    @Override
    protected Notifier open() throws Exception {
        return plugin.open("test", Map.of());
    }

    @Override
    protected void close(Notifier opened) throws Exception {
        plugin.close(opened);
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.LEAVES_OUT_DOUBLES);
    }

    @Override
    protected List<String> arrived() {
        return handler.lines();
    }

    /** Hears what the notifier writes to the log. */
    private static final class Heard extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        List<String> lines() {
            return lines;
        }

        @Override
        public void publish(LogRecord said) {
            lines.add(said.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
