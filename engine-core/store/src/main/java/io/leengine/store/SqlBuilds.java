package io.leengine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.BuildRows;
import io.leengine.engine.store.Viewer;
import io.leengine.model.Digest;
import io.leengine.model.ErrorCode;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Code builds, runs and logs in SQL. */
record SqlBuilds(Statements sql) implements BuildRows {
    private static final String BUILD = """
        select id, name, description, repository, ref, folder, dockerfile, compile, image, time_limit_ms, created_at,
            created_by, revision
        from code_build""";
    private static final String RUN_COLUMNS = """
        id, code_build, number, ref, tag, state, commit_id, digest, error_code, error, stages, created_at, created_by,
        started_at, ended_at, attempt""";
    private static final String RUN = "select " + RUN_COLUMNS + " from build_run ";
    private static final Listing LISTING =
        new Listing(BUILD, Optional.empty(), ResourceKind.CODE_BUILD, "image", "");

    @Override
    public void insert(CodeBuild it) {
        sql.update("""
            insert into code_build (id, name, description, repository, ref, folder, dockerfile, compile, image,
                time_limit_ms, created_at, created_by, revision)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.name(), it.description(), it.repository(), it.ref(), it.folder(), it.dockerfile(),
            Json.of(it.compile()), it.image(), it.timeLimit(), it.createdAt(), it.createdBy(), it.revision());
    }

    @Override
    public Optional<CodeBuild> byName(String name) {
        return sql.first(BUILD + " where name = ?", SqlBuilds::build, name);
    }

    @Override
    public Optional<CodeBuild> byId(String id) {
        return sql.first(BUILD + " where id = ?", SqlBuilds::build, id);
    }

    @Override
    public Optional<CodeBuild> lockByName(String name) {
        return sql.lock(BUILD + " where name = ? for update", SqlBuilds::build, name);
    }

    @Override
    public List<CodeBuild> list(Selection selection, Viewer viewer) {
        return LISTING.page(sql, SqlBuilds::build, selection, viewer);
    }

    @Override
    public void update(CodeBuild it) {
        sql.updateOne("code build", it.name(), """
            update code_build set description = ?, repository = ?, ref = ?, folder = ?, dockerfile = ?, compile = ?,
                image = ?, time_limit_ms = ?, created_by = ?, revision = ?
            where id = ?
            """, it.description(), it.repository(), it.ref(), it.folder(), it.dockerfile(), Json.of(it.compile()),
            it.image(), it.timeLimit(), it.createdBy(), it.revision(), it.id());
    }

    @Override
    public void delete(String id) {
        sql.update("delete from member where kind = ? and resource = ?", ResourceKind.CODE_BUILD, id);
        sql.update("delete from token where reach_resource = ?", id);
        sql.update("delete from code_build where id = ?", id);
    }

    @Override
    public void insert(BuildRun it) {
        sql.update("insert into build_run (" + RUN_COLUMNS + """
            )
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.codeBuild(), it.number(), it.ref(), it.tag(), it.state(), it.commit(), it.digest(),
            it.errorCode(), it.error(), Json.ofStages(it.stages()), it.createdAt(), it.createdBy(), it.startedAt(),
            it.endedAt(), it.attempt());
    }

    @Override
    public void update(BuildRun it) {
        sql.updateOne("build run", it.id(), """
            update build_run set tag = ?, state = ?, commit_id = ?, digest = ?, error_code = ?, error = ?, stages = ?,
                started_at = ?, ended_at = ?, attempt = ?
            where id = ?
            """, it.tag(), it.state(), it.commit(), it.digest(), it.errorCode(), it.error(),
            Json.ofStages(it.stages()), it.startedAt(), it.endedAt(), it.attempt(), it.id());
    }

    @Override
    public Optional<BuildRun> run(String codeBuild, int number) {
        return sql.first(RUN + "where code_build = ? and number = ?", SqlBuilds::run, codeBuild, number);
    }

    @Override
    public Optional<BuildRun> runById(String id) {
        return sql.first(RUN + "where id = ?", SqlBuilds::run, id);
    }

    @Override
    public int lastNumber(String codeBuild) {
        return sql.first("select number from build_run where code_build = ? order by number desc limit 1",
            Row::integer, codeBuild).orElse(0);
    }

    @Override
    public List<BuildRun> runs(String codeBuild, int before, int limit) {
        return sql.list(RUN + "where code_build = ? and number < ? order by number desc limit ?", SqlBuilds::run,
            codeBuild, before, limit);
    }

    @Override
    public List<BuildRun> openRuns() {
        return sql.list(RUN + "where state in ('QUEUED', 'RUNNING') order by created_at, id", SqlBuilds::run);
    }

    @Override
    public void appendLog(String run, int position, String text) {
        sql.update("insert into build_log (run, chunk, lines) values (?, ?, ?)", run, position, text);
    }

    @Override
    public List<LogChunk> log(String run, int from, int limit) {
        return sql.list("select chunk, lines from build_log where run = ? and chunk >= ? order by chunk limit ?",
            row -> new LogChunk(row.integer(), row.text()), run, from, limit);
    }

    @Override
    public void deleteLog(String run) {
        sql.update("delete from build_log where run = ?", run);
    }

    private static CodeBuild build(Row row) throws SQLException {
        return new CodeBuild(row.text(), row.text(), row.text(), row.text(), row.text(), row.text(), row.text(),
            Json.list(row.text()), row.text(), row.duration(), row.instant(), row.text(), row.bigint());
    }

    private static BuildRun run(Row row) throws SQLException {
        return new BuildRun(row.text(), row.text(), row.integer(), row.text(), row.text(),
            row.constant(BuildRun.State.class), row.text(), row.optionalText().map(Digest::parse),
            row.optionalText().map(ErrorCode::valueOf), row.text(), Json.stages(row.text()), row.instant(),
            row.text(), row.optionalInstant(), row.optionalInstant(), row.integer());
    }
}
