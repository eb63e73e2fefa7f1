package io.leengine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.Allocation;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Eviction;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.store.ApplicationRows;
import io.leengine.engine.store.Viewer;
import io.leengine.model.Digest;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Applications, versions and evictions in SQL. */
record SqlApplications(Statements sql) implements ApplicationRows {
    private static final String APPLICATION = """
        select id, name, description, image, host, lb_group, is_private, deleting, created_at, created_by, revision
        from application""";
    private static final String VERSION_COLUMNS = """
        id, application, number, image, tag, digest, command, environment, port, cpu_millis, memory_bytes, health_path,
        health_interval_ms, health_timeout_ms, health_failures, start_limit_ms, grace_ms,
        health_restart_after, cells, weight, state,
        successor, created_at, created_by, full_since""";
    private static final String VERSION = "select " + VERSION_COLUMNS + " from app_version ";
    private static final Listing LISTING = new Listing(APPLICATION,
        Optional.of(new Listing.Openness("is_private", false)), ResourceKind.APPLICATION, "image", "lb_group");

    @Override
    public void insert(Application it) {
        sql.update("""
            insert into application (id, name, description, image, host, lb_group, is_private, deleting, created_at,
                created_by, revision)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.name(), it.description(), it.image(), it.host(), it.group(), it.isPrivate(),
            it.deleting(), it.createdAt(), it.createdBy(), it.revision());
    }

    @Override
    public Optional<Application> byName(String name) {
        return sql.first(APPLICATION + " where name = ?", SqlApplications::application, name);
    }

    @Override
    public List<Application> byNames(Collection<String> names) {
        return names.isEmpty() ? List.of() : sql.list(APPLICATION + " where name = any(?) order by name",
            SqlApplications::application, List.copyOf(names));
    }

    @Override
    public Optional<Application> lockByName(String name) {
        return sql.lock(APPLICATION + " where name = ? for update", SqlApplications::application, name);
    }

    @Override
    public Optional<Application> byImage(String repository) {
        return sql.first(APPLICATION + " where image = ? order by name limit 1", SqlApplications::application,
            repository);
    }

    @Override
    public List<Application> list(Selection selection, Viewer viewer) {
        return LISTING.page(sql, SqlApplications::application, selection, viewer);
    }

    @Override
    public List<String> names() {
        return sql.list("select name from application order by name", Row::text);
    }

    @Override
    public Map<String, String> hosts(String group) {
        Map<String, String> hosts = new TreeMap<>();
        sql.list("select host, name from application where lb_group = ?", row -> hosts.put(row.text(), row.text()), group);
        return hosts;
    }

    @Override
    public void update(Application it) {
        sql.updateOne("application", it.name(), """
            update application set description = ?, image = ?, host = ?, lb_group = ?, is_private = ?, deleting = ?,
                revision = ?
            where id = ?
            """, it.description(), it.image(), it.host(), it.group(), it.isPrivate(), it.deleting(), it.revision(),
            it.id());
    }

    @Override
    public void delete(String id) {
        sql.update("delete from member where kind = ? and resource = ?", ResourceKind.APPLICATION, id);
        sql.update("delete from token where reach_resource = ?", id);
        sql.update("delete from application where id = ?", id);
    }

    @Override
    public void insert(Version it) {
        Version.Settings run = it.settings();
        sql.update("insert into app_version (" + VERSION_COLUMNS + """
            , instances)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.application(), it.number(), it.image(), it.tag(), it.digest(), Json.of(run.command()),
            Json.ofTexts(run.environment()), run.port(), run.cpuMillis(), run.memoryBytes(), run.healthPath(),
            run.healthInterval(), run.healthTimeout(), run.healthFailures(), run.startLimit(), run.grace(),
            run.healthRestartAfter(),
            Json.ofNumbers(it.cells()), it.weight(), it.state(), it.successor(), it.createdAt(), it.createdBy(),
            it.fullSince(), it.instances());
    }

    @Override
    public void update(Version it) {
        sql.updateOne("version", it.name(), """
            update app_version set cells = ?, instances = ?, weight = ?, state = ?, successor = ?, full_since = ?
            where id = ?
            """, Json.ofNumbers(it.cells()), it.instances(), it.weight(), it.state(), it.successor(), it.fullSince(), it.id());
    }

    @Override
    public List<Version> versions(String application) {
        return sql.list(VERSION + "where application = ? order by number", SqlApplications::version, application);
    }

    @Override
    public List<Version> wantedVersions(List<String> applications) {
        return applications.isEmpty() ? List.of() : sql.list(VERSION + """
            where application = any(?) and state <> 'DELETED' order by application, number
            """, SqlApplications::version, applications);
    }

    @Override
    public Map<String, Allocation> allocated() {
        Map<String, Allocation> allocated = new HashMap<>();
        sql.list("select cells, cpu_millis, memory_bytes from app_version where state in ('LIVE', 'RETIRING')", row -> {
            Map<String, Integer> cells = Json.numbers(row.text());
            int cpuMillis = row.integer();
            long memoryBytes = row.bigint();
            cells.forEach((cell, instances) -> allocated.merge(cell,
                Allocation.NOTHING.plus(instances, cpuMillis, memoryBytes), Allocation::plus));
            return cells;
        });
        return allocated;
    }

    @Override
    public void insert(Eviction it) {
        sql.update("insert into eviction (application, cell, instance) values (?, ?, ?) on conflict do nothing",
            it.application(), it.cell(), it.instance());
    }

    @Override
    public void delete(Eviction it) {
        sql.update("delete from eviction where application = ? and cell = ? and instance = ?", it.application(),
            it.cell(), it.instance());
    }

    @Override
    public List<Eviction> evictions(String application) {
        return sql.list("""
            select application, cell, instance from eviction where application = ? order by cell, instance
            """, row -> new Eviction(row.text(), row.text(), row.text()), application);
    }

    private static Application application(Row row) throws SQLException {
        return new Application(row.text(), row.text(), row.text(), row.text(), row.text(), row.text(), row.flag(),
            row.flag(), row.instant(), row.text(), row.bigint());
    }

    private static Version version(Row row) throws SQLException {
        return new Version(row.text(), row.text(), row.integer(), row.text(), row.text(), Digest.parse(row.text()),
            settings(row), Json.numbers(row.text()), row.integer(), row.constant(Version.State.class),
            row.optionalText(), row.instant(), row.text(), row.optionalInstant());
    }

    private static Version.Settings settings(Row row) throws SQLException {
        return new Version.Settings(Json.list(row.text()), Json.texts(row.text()), row.integer(), row.integer(),
            row.bigint(), row.text(), row.duration(), row.duration(), row.integer(), row.duration(), row.duration(),
            row.integer());
    }
}
