package io.leengine.store;

import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.Driver;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Opens the store in a thread of its own, so that the rest of the engine starts meanwhile, and registers it when it is
 * open. A database that cannot be reached is tried again until it can.
 */
@Component(service = {}, immediate = true, configurationPid = "io.leengine.store",
    configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = StoreComponent.Settings.class)
public final class StoreComponent {
    /** Which database; what is empty comes from the framework properties {@code leengine.store.*}. */
    @ObjectClassDefinition(name = "Store", description = "The database that holds everything that must not be lost.")
    public @interface Settings {
        /** The address. */
        @AttributeDefinition(name = "URL", required = false, description = "JDBC address of the database. Empty: the"
            + " framework property leengine.store.url, else H2 in the folder 'store' of the data folder.")
        String url() default "";

        /** The user. */
        @AttributeDefinition(name = "User", required = false, description = "User of the database. Empty: the"
            + " framework property leengine.store.user.")
        String user() default "";

        /** Where the password is. */
        @AttributeDefinition(name = "Password file", required = false, description = "File whose first line is the"
            + " password. Empty: the framework property leengine.store.passwordFile, else no password.")
        String passwordFile() default "";

        /** How many connections. */
        @AttributeDefinition(name = "Connections", min = "2", required = false,
            description = "Most connections to the database at a time.")
        int connections() default DatabaseSettings.DEFAULT_CONNECTIONS;
    }

    private static final Logger LOG = System.getLogger(StoreComponent.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final BundleContext context;
    private final Settings settings;
    private final QuietLibraries libraries = new QuietLibraries();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread opener;

    /** Begins to open the store. */
    @Activate
    public StoreComponent(BundleContext context, Settings settings) {
        this.context = context;
        this.settings = settings;
        opener = Thread.ofVirtual().name("leengine-store").start(this::run);
    }

    /** Closes the store and leaves nothing behind. */
    @Deactivate
    public void close() throws InterruptedException {
        // No interrupt: while the database is being opened it would be lost in there, or break its file.
        ending.countDown();
        opener.join();
        Driver.unload();
        libraries.close();
    }

    private void run() {
        try {
            Optional<SqlStore> opened = open();
            if (opened.isPresent()) {
                offer(opened.get());
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "The store is asked to end");
        }
    }

    private void offer(SqlStore opened) throws InterruptedException {
        try (SqlStore store = opened) {
            ServiceRegistration<Store> registration = context.registerService(Store.class, store, null);
            try {
                ending.await();
            } finally {
                registration.unregister();
            }
        }
    }

    /** Opens the store, however often it takes; empty when the end comes first. */
    private Optional<SqlStore> open() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return Optional.of(new SqlStore(database()));
            } catch (EngineException e) {
                LOG.log(Level.WARNING, e.getMessage() + " " + e.nextStep().orElse("") + " Next attempt in "
                    + pause.toMillis() + " ms.", e);
            }
            if (ending.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private DatabaseSettings database() {
        String url = setting(settings.url(), "leengine.store.url");
        if (url.isEmpty()) {
            String data = setting("", "leengine.data");
            if (data.isEmpty()) {
                throw EngineException.invalid("leengine.data", "The framework property leengine.data is not set.");
            }
            return DatabaseSettings.inFolder(Path.of(data)).withConnections(settings.connections());
        }
        return new DatabaseSettings(url, setting(settings.user(), "leengine.store.user"), password(),
            settings.connections());
    }

    private String setting(String value, String property) {
        return !value.isEmpty() ? value : Optional.ofNullable(context.getProperty(property)).orElse("");
    }

    private String password() {
        String file = setting(settings.passwordFile(), "leengine.store.passwordFile");
        if (file.isEmpty()) {
            return "";
        }
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            return lines.isEmpty() ? "" : lines.getFirst();
        } catch (IOException e) {
            throw Failures.cannotOpen("whose password is in " + file, e);
        }
    }
}
