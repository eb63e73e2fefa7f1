package io.leengine.engine.platform;

import io.leengine.engine.EngineSettings;
import io.leengine.engine.domain.Part;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.Seam;
import java.io.IOException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Makes Configuration Admin hold one factory configuration for each configured part, and none else of its own. What it
 * made carries a mark, so configurations of other origin are left alone.
 */
public final class PartProjector implements KeyedQueue.Work, AutoCloseable {
    private static final String MARK = "leengine.part";
    private static final String KEY = "parts";
    private static final Duration RESYNC = Duration.ofSeconds(10);

    private final Store store;
    private final EngineSettings settings;
    private final ConfigurationAdmin admin;
    private final SecretSettings secrets;
    private final KeyedQueue queue = new KeyedQueue("parts", 1, this);

    /** From the store into Configuration Admin. */
    public PartProjector(Store store, EngineSettings settings, ConfigurationAdmin admin, SecretSettings secrets) {
        this.store = store;
        this.settings = settings;
        this.admin = admin;
        this.secrets = secrets;
    }

    /** The parts may have changed. */
    public void changed() {
        queue.add(KEY);
    }

    @Override
    public Optional<Duration> run(String key, String request) {
        project();
        return Optional.of(RESYNC);
    }

    /** Does so now, in the calling thread. */
    public synchronized void project() {
        try {
            Map<String, Configuration> present = new HashMap<>();
            Configuration[] found = admin.listConfigurations("(" + MARK + "=*)");
            for (Configuration each : found == null ? new Configuration[0] : found) {
                present.put(each.getFactoryPid() + "|" + each.getProperties().get(MARK), each);
            }
            for (Part part : store.read(session -> session.parts().list())) {
                project(part, present.remove(part.plugin() + "|" + mark(part)));
            }
            for (Configuration stale : present.values()) {
                stale.delete();
            }
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Configuration Admin cannot keep its files: "
                + e.getMessage(), e);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("The filter is a constant", e);
        }
    }

    private void project(Part part, Configuration present) throws IOException {
        Dictionary<String, Object> properties = new Hashtable<>(
            new TreeMap<>(PartSettings.resolve(secrets.opened(part.settings()), settings)));
        properties.put(Seam.NAME, part.name());
        properties.put(MARK, mark(part));
        Configuration configuration = present != null ? present
            : admin.getFactoryConfiguration(part.plugin(), part.seam().label() + "-" + part.name(), "?");
        configuration.updateIfDifferent(properties);
    }

    private static String mark(Part part) {
        return part.seam().label() + "/" + part.name();
    }

    @Override
    public void close() {
        queue.close();
    }
}
