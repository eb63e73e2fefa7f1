package io.leengine.store;

import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.CollectionRun.Figures;
import io.leengine.engine.domain.CollectionRun.Phase;
import io.leengine.engine.domain.CollectionRun.Place;
import io.leengine.engine.domain.CollectionRun.Share;
import io.leengine.engine.store.CollectionRows;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Collections of the registry, and the use of its blobs, in SQL. */
record SqlCollections(Statements sql) implements CollectionRows {
    private static final String RUN = """
        select id, count_only, state, phase, last_done, repositories, unreadable, manifests, links, links_removed,
        uploads_removed, upload_bytes, blobs, blobs_removed, bytes_freed, biggest, message, asked_by, started_at, ended_at
        from registry_collection\s""";
    private static final int ATTEMPTS = 5;

    @Override
    public Instant since() {
        return sql.first("select since from blob_use_since", Row::instant).orElseThrow();
    }

    @Override
    public Map<Digest, Instant> touched(Collection<Digest> blobs) {
        Map<Digest, Instant> touched = new HashMap<>();
        if (!blobs.isEmpty()) {
            sql.list("select digest, touched_at from blob_use where digest = any(?)",
                row -> touched.put(Digest.parse(row.text()), row.instant()), texts(blobs));
        }
        return touched;
    }

    private static List<String> texts(Collection<Digest> blobs) {
        // In order, so that of two who touch the same ones neither waits for the other crosswise.
        return blobs.stream().distinct().sorted().map(Digest::toString).toList();
    }

    @Override
    public void touch(Collection<Digest> blobs, Instant at) {
        List<String> texts = texts(blobs);
        // A row that one step misses may be made, or go, before the next: then once more.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int written = sql.update("update blob_use set touched_at = ? where digest = any(?) and touched_at < ?", at, texts, at)
                + sql.update("""
                    insert into blob_use (digest, touched_at)
                    select blob, cast(? as timestamp with time zone) from unnest(cast(? as varchar array)) as named(blob)
                    on conflict do nothing
                    """, at, texts);
            if (written == texts.size() || sql.first("select count(*) from blob_use where digest = any(?) and touched_at >= ?",
                    Row::integer, texts, at).orElseThrow() == texts.size()) {
                return;
            }
        }
        throw busy();
    }

    private static EngineException busy() {
        return new EngineException(ErrorCode.UNAVAILABLE, "Too many changes to the same blobs at once.")
            .withNextStep("Try again.");
    }

    @Override
    public Instant hold(Digest blob) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            sql.update("insert into blob_use (digest, touched_at) values (?, ?) on conflict do nothing", blob, since());
            Optional<Instant> touched =
                sql.lock("select touched_at from blob_use where digest = ? for update", Row::instant, blob);
            if (touched.isPresent()) {
                return touched.get();
            }
        }
        throw busy();
    }

    @Override
    public void forget(Digest blob) {
        sql.update("delete from blob_use where digest = ?", blob);
    }

    @Override
    public int forget(Instant before, int limit) {
        // The time is asked for twice: one that is touched between the two steps stays.
        return sql.update("delete from blob_use where touched_at < ? and digest in "
            + "(select old.digest from blob_use old where old.touched_at < ? limit ?)", before, before, limit);
    }

    @Override
    public void insert(CollectionRun it) {
        sql.update("""
            insert into registry_collection (id, count_only, state, phase, last_done, repositories, unreadable, manifests, links,
            links_removed, uploads_removed, upload_bytes, blobs, blobs_removed, bytes_freed, biggest, message, asked_by,
            started_at, ended_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.countOnly(), it.state(), it.place().phase(), it.place().after(), it.figures().repositories(),
            it.figures().unreadable(), it.figures().manifests(), it.figures().links(), it.figures().linksRemoved(),
            it.figures().uploadsRemoved(), it.figures().uploadBytes(), it.figures().blobs(), it.figures().blobsRemoved(),
            it.figures().bytesFreed(), text(it.biggest()), it.message(), it.askedBy(), it.startedAt(), it.endedAt());
    }

    @Override
    public boolean update(CollectionRun it) {
        return sql.update("""
            update registry_collection set state = ?, phase = ?, last_done = ?, repositories = ?, unreadable = ?, manifests = ?,
            links = ?, links_removed = ?, uploads_removed = ?, upload_bytes = ?, blobs = ?, blobs_removed = ?, bytes_freed = ?,
            biggest = ?, message = ?, ended_at = ? where id = ? and state = ?
            """, it.state(), it.place().phase(), it.place().after(), it.figures().repositories(), it.figures().unreadable(),
            it.figures().manifests(), it.figures().links(), it.figures().linksRemoved(), it.figures().uploadsRemoved(),
            it.figures().uploadBytes(), it.figures().blobs(), it.figures().blobsRemoved(), it.figures().bytesFreed(),
            text(it.biggest()), it.message(), it.endedAt(), it.id(), CollectionRun.State.RUNNING) > 0;
    }

    @Override
    public Optional<CollectionRun> find(String id) {
        return sql.first(RUN + "where id = ?", SqlCollections::run, id);
    }

    @Override
    public List<CollectionRun> running() {
        return sql.list(RUN + "where state = ? order by number", SqlCollections::run, CollectionRun.State.RUNNING);
    }

    @Override
    public List<CollectionRun> list(Optional<String> before, int limit) {
        String newest = "order by number desc limit ?";
        return before.isEmpty() ? sql.list(RUN + newest, SqlCollections::run, limit)
            : sql.list(RUN + "where number < (select b.number from registry_collection b where b.id = ?) " + newest,
                SqlCollections::run, before.get(), limit);
    }

    @Override
    public Optional<Instant> lastBegun() {
        return sql.first("select started_at from registry_collection where count_only = false order by number desc limit 1",
            Row::instant);
    }

    @Override
    public void deleteEnded(Instant before) {
        sql.update("delete from registry_collection where ended_at < ?", before);
    }

    private static CollectionRun run(Row row) throws SQLException {
        return new CollectionRun(row.text(), row.flag(), row.constant(CollectionRun.State.class),
            new Place(row.constant(Phase.class), row.text()),
            new Figures(row.bigint(), row.bigint(), row.bigint(), row.bigint(), row.bigint(), row.bigint(), row.bigint(),
                row.bigint(), row.bigint(), row.bigint()), shares(row.text()), row.text(), row.text(), row.instant(),
            row.optionalInstant());
    }

    /** One share a line: no name of a repository holds a space. */
    private static String text(List<Share> shares) {
        return shares.stream().map(each -> each.repository() + " " + each.links() + " " + each.bytes())
            .collect(Collectors.joining("\n"));
    }

    private static List<Share> shares(String text) {
        List<Share> shares = new ArrayList<>();
        text.lines().forEach(line -> {
            String[] words = line.split(" ");
            shares.add(new Share(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
        });
        return shares;
    }
}
