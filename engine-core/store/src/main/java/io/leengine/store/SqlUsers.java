package io.leengine.store;

import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.UserRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Users and tokens in SQL. */
record SqlUsers(Statements sql) implements UserRows {
    private static final String USER = "select id, name, password_hash, administrator, created_at from users ";
    private static final String TOKEN =
        "select id, user_id, name, secret_hash, by_login, created_at, expires_at from token ";

    @Override
    public void insert(User user) {
        sql.update("""
            insert into users (id, name, password_hash, administrator, created_at)
            values (?, ?, ?, ?, ?)
            """, user.id(), user.name(), user.passwordHash(), user.administrator(), user.createdAt());
    }

    @Override
    public Optional<User> byName(String name) {
        return sql.first(USER + "where name = ?", SqlUsers::user, name);
    }

    @Override
    public Optional<User> byId(String id) {
        return sql.first(USER + "where id = ?", SqlUsers::user, id);
    }

    @Override
    public List<User> list(Optional<String> afterName, int limit) {
        return sql.list(USER + "where name > ? order by name limit ?", SqlUsers::user, afterName.orElse(""), limit);
    }

    @Override
    public void setPassword(String id, String passwordHash) {
        sql.updateOne("user", id, "update users set password_hash = ? where id = ?", passwordHash, id);
    }

    @Override
    public void insert(AccessToken token) {
        sql.update("""
            insert into token (id, user_id, name, secret_hash, by_login, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """, token.id(), token.user(), token.name(), token.secretHash(), token.session(), token.createdAt(),
            token.expiresAt());
    }

    @Override
    public Optional<AccessToken> tokenByHash(String secretHash) {
        return sql.first(TOKEN + "where secret_hash = ?", SqlUsers::token, secretHash);
    }

    @Override
    public List<AccessToken> tokens(String user) {
        return sql.list(TOKEN + "where user_id = ? order by created_at desc, id", SqlUsers::token, user);
    }

    @Override
    public boolean deleteToken(String user, String id) {
        return sql.update("delete from token where id = ? and user_id = ?", id, user) > 0;
    }

    @Override
    public void deleteExpired(Instant before) {
        sql.update("delete from token where expires_at < ?", before);
    }

    private static User user(Row row) throws SQLException {
        return new User(row.text(), row.text(), row.text(), row.flag(), row.instant());
    }

    private static AccessToken token(Row row) throws SQLException {
        return new AccessToken(row.text(), row.text(), row.text(), row.text(), row.flag(), row.instant(),
            row.optionalInstant());
    }
}
