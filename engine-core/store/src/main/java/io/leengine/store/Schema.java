package io.leengine.store;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * Brings the schema up to date. The migrations are listed here rather than searched for: a bundle's class path is not
 * made for searching, and searching costs time at every start.
 */
final class Schema {
    private static final List<String> MIGRATIONS = List.of("V1__desired_state_and_history.sql", "V2__swaps.sql",
        "V3__resources_and_members.sql", "V4__identity.sql", "V5__activity_quotas_statistics.sql",
        "V6__ownership.sql", "V7__operations.sql", "V8__names_of_memberships.sql",
        "V9__drained_cells_and_restarts.sql", "V10__domains_and_certificates.sql",
        "V11__manifests_pulls_and_tag_rules.sql",
        "V12__collections_of_the_registry.sql",
        "V13__signing_keys.sql",
        "V14__sources_of_image_groups.sql");

    private static final Logger LOG = System.getLogger(Schema.class.getName());

    private Schema() {
    }

    static void migrate(DataSource connections, String where) {
        if (!isCurrent(connections)) {
            runFlyway(connections, where);
        }
    }

    /**
     * Returns whether the history holds these migrations, with these check sums and no others. Flyway would find the same,
     * but loading it takes longer than all the rest of opening a database; so it is asked only when there is something
     * to do, or to say.
     */
    static boolean isCurrent(DataSource connections) {
        List<String> wanted = MIGRATIONS.stream().map(name -> name + " " + checksum(name) + " true").toList();
        List<String> applied = new ArrayList<>();
        try (Connection connection = connections.getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                    select script, checksum, success from schema_history where type <> 'TABLE' order by installed_rank
                    """)) {
            while (rows.next()) {
                applied.add(rows.getString(1) + " " + rows.getInt(2) + " " + rows.getBoolean(3));
            }
        } catch (SQLException e) {
            // Most likely there is no history yet. If it is anything else, Flyway meets it too, and reports it.
            LOG.log(Level.DEBUG, "The history of the schema cannot be read", e);
        }
        return applied.equals(wanted);
    }

    /** The sum that Flyway takes: over the lines, without their ends. */
    private static int checksum(String name) {
        CRC32 sum = new CRC32();
        content(name).lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) sum.getValue();
    }

    private static String content(String name) {
        try (InputStream content = Schema.class.getResourceAsStream("migrations/" + name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void runFlyway(DataSource connections, String where) {
        FluentConfiguration configuration = Flyway.configure(Schema.class.getClassLoader())
            .dataSource(connections)
            .loggers("slf4j")
            .locations(new String[0])
            .resourceProvider(new Listed())
            .javaMigrationClassProvider(List::of)
            .skipDefaultCallbacks(true)
            .placeholderReplacement(false)
            .cleanDisabled(true)
            .table("schema_history");
        try {
            configuration.load().migrate();
        } catch (FlywayException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The schema of the database " + where
                + " is not one of this engine, or cannot be brought up to date.", e).withNextStep("See the cause in the"
                    + " engine's log; a database that a newer engine has written needs that engine.");
        }
    }

    private static final class Listed implements ResourceProvider {
        @Override
        public LoadableResource getResource(String name) {
            return MIGRATIONS.contains(name) ? new Migration(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return MIGRATIONS.stream()
                .filter(name -> name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith))
                .<LoadableResource>map(Migration::new).toList();
        }
    }

    private static final class Migration extends LoadableResource {
        private final String name;

        Migration(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            return new StringReader(content(name));
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
