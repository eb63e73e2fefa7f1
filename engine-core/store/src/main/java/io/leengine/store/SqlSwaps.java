package io.leengine.store;

import io.leengine.engine.domain.Swap;
import io.leengine.engine.store.SwapRows;
import io.leengine.model.Digest;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Swaps in SQL. */
record SqlSwaps(Statements sql) implements SwapRows {
    private static final String SWAP = """
        select number, kind, subject, before_version, before_digest, before_settings, after_version, after_digest,
        after_settings, state, message, gap, touched, actor, started_at, ended_at from swap\s""";

    @Override
    public long nextNumber() {
        return sql.first("select coalesce(max(number), 0) + 1 from swap", Row::bigint).orElseThrow();
    }

    @Override
    public void insert(Swap it) {
        sql.update("""
            insert into swap (number, kind, subject, before_version, before_digest, before_settings, after_version,
            after_digest, after_settings, state, message, gap, touched, actor, started_at, ended_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.number(), it.kind(), it.subject(), it.before().version(), digest(it.before()), it.before().settings(),
            it.after().version(), digest(it.after()), it.after().settings(), it.state(), it.message(), it.gap(),
            Json.of(it.touched()), it.actor(), it.startedAt(), it.endedAt());
    }

    private static Optional<String> digest(Swap.Content content) {
        return content.digest().map(Digest::toString);
    }

    @Override
    public void update(Swap it) {
        sql.updateOne("swap", Long.toString(it.number()),
            "update swap set state = ?, message = ?, gap = ?, touched = ?, ended_at = ? where number = ?", it.state(), it.message(),
            it.gap(), Json.of(it.touched()), it.endedAt(), it.number());
    }

    @Override
    public Optional<Swap> find(long number) {
        return sql.first(SWAP + "where number = ?", SqlSwaps::swap, number);
    }

    @Override
    public List<Swap> running() {
        return sql.list(SWAP + "where state = ? order by number", SqlSwaps::swap, Swap.State.RUNNING);
    }

    @Override
    public List<Swap> list(String subject, long before, int limit) {
        return sql.list(SWAP + "where (? = '' or subject = ?) and number < ? order by number desc limit ?",
            SqlSwaps::swap, subject, subject, before, limit);
    }

    private static Swap swap(Row row) throws SQLException {
        return new Swap(row.bigint(), row.constant(Swap.Kind.class), row.text(), content(row), content(row),
            row.constant(Swap.State.class), row.text(), row.duration(), Json.list(row.text()),
            row.text(), row.instant(), row.optionalInstant());
    }

    private static Swap.Content content(Row row) throws SQLException {
        return new Swap.Content(row.text(), row.optionalText().map(Digest::parse), row.text());
    }
}
