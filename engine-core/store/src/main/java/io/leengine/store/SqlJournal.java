package io.leengine.store;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.JournalRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Activity, answered requests and keys in SQL. */
record SqlJournal(Statements sql) implements JournalRows {
    private static final String ACTIVITY = """
        select id, happened_at, actor, action, kind, resource, detail, address, request_id, result from activity
        where id < ?""";

    @Override
    public void append(Activity it) {
        sql.update("""
            insert into activity (happened_at, actor, action, kind, resource, detail, address, request_id, result)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.at(), it.actor(), it.action(), it.kind(), it.resource(), it.detail(), it.address(),
            it.requestId(), it.result());
    }

    @Override
    public List<Activity> activity(Optional<ResourceKind> kind, String resource, long before, int limit) {
        StringBuilder text = new StringBuilder(ACTIVITY);
        List<Object> arguments = new ArrayList<>(List.of(before));
        kind.ifPresent(value -> {
            text.append(" and kind = ?");
            arguments.add(value);
        });
        if (!resource.isEmpty()) {
            text.append(" and resource = ?");
            arguments.add(resource);
        }
        text.append(" order by id desc limit ?");
        arguments.add(limit);
        return sql.list(text.toString(), SqlJournal::activity, arguments.toArray());
    }

    @Override
    public Optional<Answered> answered(String actor, String key) {
        return sql.first("""
            select fingerprint, result, answered_at from answered where actor = ? and request_key = ?
            """, row -> new Answered(row.text(), row.text(), row.instant()), actor, key);
    }

    @Override
    public void insert(String actor, String key, Answered it) {
        sql.update("""
            insert into answered (actor, request_key, fingerprint, result, answered_at) values (?, ?, ?, ?, ?)
            """, actor, key, it.fingerprint(), it.result(), it.at());
    }

    @Override
    public void deleteAnswered(Instant before) {
        sql.update("delete from answered where answered_at < ?", before);
    }

    @Override
    public Optional<byte[]> key(String purpose) {
        return sql.first("select content from platform_key where purpose = ?", Row::bytes, purpose);
    }

    @Override
    public void insertKey(String purpose, byte[] key) {
        sql.update("insert into platform_key (purpose, content) values (?, ?)", purpose, key);
    }

    private static Activity activity(Row row) throws SQLException {
        return new Activity(row.bigint(), row.instant(), row.text(), row.text(), row.constant(ResourceKind.class),
            row.text(), row.text(), row.text(), row.text(), row.text());
    }
}
