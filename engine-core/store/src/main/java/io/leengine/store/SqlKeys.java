package io.leengine.store;

import io.leengine.engine.domain.SigningKey;
import io.leengine.engine.store.KeyRows;
import java.sql.SQLException;
import java.util.List;

/** Keys that sign tokens, in SQL. */
record SqlKeys(Statements sql) implements KeyRows {
    @Override
    public List<SigningKey> signing() {
        return sql.list("select number, id, sealed_pair, published_at, signs_from from signing_key order by number",
            SqlKeys::key);
    }

    @Override
    public void insert(SigningKey it) {
        sql.update("insert into signing_key (number, id, sealed_pair, published_at, signs_from) values (?, ?, ?, ?, ?)",
            it.number(), it.id(), it.sealedPair(), it.publishedAt(), it.signsFrom());
    }

    @Override
    public void delete(long number) {
        sql.update("delete from signing_key where number = ?", number);
    }

    private static SigningKey key(Row row) throws SQLException {
        return new SigningKey(row.bigint(), row.text(), row.text(), row.instant(), row.instant());
    }
}
