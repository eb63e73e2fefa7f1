package io.leengine.store;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.JournalRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Activity, answered requests and keys in SQL. */
record SqlJournal(Statements sql) implements JournalRows {
    private static final String ACTIVITY = """
        select id, happened_at, actor, actor_id, actor_kind, action, kind, resource, detail, was, became, address,
            request_id, result
        from activity where\s""";

    @Override
    public void append(Activity it) {
        sql.update("""
            insert into activity (happened_at, actor, actor_id, actor_kind, action, kind, resource, detail, was, became,
                address, request_id, result)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.at(), it.actor(), it.actorId(), it.actorKind(), it.action(), it.kind(), it.resource(), it.detail(),
            Json.ofTexts(it.before()), Json.ofTexts(it.after()), it.address(), it.requestId(), it.result());
    }

    @Override
    public List<Activity> activity(ActivityFilter filter, long before, int limit) {
        Conditions wanted = new Conditions(filter);
        wanted.add("id < ?", before);
        return wanted.list("id desc", limit);
    }

    @Override
    public List<Activity> activityFrom(ActivityFilter filter, Optional<Activity> after, int limit) {
        Conditions wanted = new Conditions(filter);
        after.ifPresent(last -> {
            wanted.add("happened_at >= ?", last.at());
            wanted.add("(happened_at > ? or id > ?)", last.at(), last.id());
        });
        return wanted.list("happened_at, id", limit);
    }

    @Override
    public int deleteActivity(Instant before, int limit) {
        return sql.update("""
            delete from activity
            where id in (select id from activity where happened_at < ? order by happened_at, id limit ?)
            """, before, limit);
    }

    /** The conditions of a filter that narrow it, and no others, so that each may use its index. */
    private final class Conditions {
        private final StringJoiner text = new StringJoiner(" and ").setEmptyValue("true");
        private final List<Object> arguments = new ArrayList<>();

        Conditions(ActivityFilter filter) {
            filter.kind().ifPresent(value -> add("kind = ?", value));
            equal("resource", filter.resource());
            equal("actor", filter.actor());
            equal("actor_id", filter.actorId());
            equal("action", filter.action());
            filter.from().ifPresent(value -> add("happened_at >= ?", value));
            filter.to().ifPresent(value -> add("happened_at < ?", value));
        }

        private void equal(String column, String value) {
            if (!value.isEmpty()) {
                add(column + " = ?", value);
            }
        }

        void add(String condition, Object... values) {
            text.add(condition);
            arguments.addAll(List.of(values));
        }

        List<Activity> list(String order, int limit) {
            arguments.add(limit);
            return sql.list(ACTIVITY + text + " order by " + order + " limit ?", SqlJournal::activity,
                arguments.toArray());
        }
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
        return new Activity(row.bigint(), row.instant(), row.text(), row.text(), row.text(), row.text(),
            row.constant(ResourceKind.class), row.text(), row.text(), Json.texts(row.text()), Json.texts(row.text()),
            row.text(), row.text(), row.text());
    }
}
