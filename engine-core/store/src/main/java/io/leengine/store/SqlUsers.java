package io.leengine.store;

import io.leengine.engine.Reach;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.UserRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Users and tokens in SQL. */
record SqlUsers(Statements sql) implements UserRows {
    private static final String USER = """
        select id, name, password_hash, administrator, created_at, email, disabled, credentials_since from users
        """;
    private static final String TOKEN = """
        select id, user_id, name, secret_hash, by_login, created_at, expires_at, reach_role, reach_kinds, reach_resource,
        reach_name, boss_side, created_by, address, parent, last_used_at from token
        """;
    private static final String OWNED = """
        select o.kind, o.name from (
            select 'APPLICATION' as kind, id, name from application
            union all select 'CODE_BUILD', id, name from code_build
            union all select 'IMAGE', id, repository from image
            union all select 'IMAGE_GROUP', id, name from image_group
        ) o join member m on m.kind = o.kind and m.resource = o.id where m.user_id = ? and m.role = 'OWNER'
        """;
    private static final String ALONE = """
        and not exists (select 1 from member other where other.kind = m.kind and other.resource = m.resource
            and other.user_id <> m.user_id and other.role = 'OWNER' and other.expires_at is null)
        """;
    private static final String IN_ORDER = "order by o.kind, o.name";

    @Override
    public void insert(User it) {
        sql.update("""
            insert into users (id, name, password_hash, administrator, created_at, email, disabled, credentials_since)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.name(), it.passwordHash(), it.administrator(), it.createdAt(), it.email(), it.disabled(),
            it.credentialsSince());
    }

    @Override
    public Optional<User> byName(String name) {
        return sql.first(USER + "where name = ?", SqlUsers::user, name);
    }

    @Override
    public Optional<User> lockByName(String name) {
        return sql.lock(USER + "where name = ? for update", SqlUsers::user, name);
    }

    @Override
    public Optional<User> byId(String id) {
        return sql.first(USER + "where id = ?", SqlUsers::user, id);
    }

    @Override
    public List<User> list(String search, Optional<String> afterName, int limit) {
        return sql.list(USER + "where name > ? and name like ? escape '!' order by name limit ?", SqlUsers::user,
            afterName.orElse(""), Listing.containing(search), limit);
    }

    @Override
    public List<User> lockAdministrators() {
        return sql.locked(USER + "where administrator and not disabled order by id for update", SqlUsers::user);
    }

    @Override
    public void setPassword(String id, String passwordHash) {
        sql.updateOne("user", id, "update users set password_hash = ? where id = ?", passwordHash, id);
    }

    @Override
    public void update(User it) {
        sql.updateOne("user", it.name(), """
            update users set password_hash = ?, administrator = ?, email = ?, disabled = ?, credentials_since = ?
            where id = ?
            """, it.passwordHash(), it.administrator(), it.email(), it.disabled(), it.credentialsSince(), it.id());
    }

    @Override
    public void delete(String id) {
        sql.update("delete from users where id = ?", id);
    }

    @Override
    public List<Owned> owned(String user) {
        return sql.list(OWNED + IN_ORDER, SqlUsers::owned, user);
    }

    @Override
    public List<Owned> ownedAlone(String user) {
        return sql.list(OWNED + ALONE + IN_ORDER, SqlUsers::owned, user);
    }

    private static Owned owned(Row row) throws SQLException {
        return new Owned(row.constant(ResourceKind.class), row.text());
    }

    @Override
    public void insert(AccessToken it) {
        Reach reach = it.reach();
        sql.update("""
            insert into token (id, user_id, name, secret_hash, by_login, created_at, expires_at, reach_role, reach_kinds,
                reach_resource, reach_name, boss_side, created_by, address, parent, last_used_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.deploy() ? Optional.empty() : it.user(), it.name(), it.secretHash(), it.session(),
            it.createdAt(), it.expiresAt(), reach.most(), kinds(reach.kinds()), reach.only().map(Reach.Only::id),
            reach.only().map(Reach.Only::name), reach.bossSide(), it.createdBy(), it.address(), it.parent(),
            it.lastUsedAt());
    }

    @Override
    public Optional<AccessToken> tokenByHash(String secretHash) {
        return sql.first(TOKEN + "where secret_hash = ?", SqlUsers::token, secretHash);
    }

    @Override
    public Optional<AccessToken> token(String id) {
        return sql.first(TOKEN + "where id = ?", SqlUsers::token, id);
    }

    @Override
    public List<AccessToken> deployTokens(ResourceKind kind, String resource) {
        return sql.list(TOKEN + """
            where reach_resource = ? and reach_kinds = ? and user_id is null order by created_at desc, id
            """, SqlUsers::token, resource, kind.name());
    }

    @Override
    public void setUsed(String token, Instant at) {
        sql.update("update token set last_used_at = ? where id = ?", at, token);
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
    public boolean deleteDeployToken(ResourceKind kind, String resource, String id) {
        return sql.update("""
            delete from token where id = ? and reach_resource = ? and reach_kinds = ? and user_id is null
            """, id, resource, kind.name()) > 0;
    }

    @Override
    public void deleteExpired(Instant before) {
        sql.update("delete from token where expires_at < ?", before);
    }

    private static String kinds(Set<ResourceKind> kinds) {
        return kinds.stream().map(Enum::name).sorted().collect(Collectors.joining(","));
    }

    private static User user(Row row) throws SQLException {
        return new User(row.text(), row.text(), row.text(), row.flag(), row.instant(), row.text(), row.flag(),
            row.optionalInstant());
    }

    private static AccessToken token(Row row) throws SQLException {
        return new AccessToken(row.text(), row.optionalText().orElse(""), row.text(), row.text(), row.flag(),
            row.instant(), row.optionalInstant(), reach(row), row.text(), row.text(), row.optionalText(),
            row.optionalInstant());
    }

    private static Reach reach(Row row) throws SQLException {
        Role most = row.constant(Role.class);
        String kinds = row.text();
        Optional<String> id = row.optionalText();
        String name = row.text();
        return new Reach(most, kinds.isEmpty() ? Set.of()
            : Arrays.stream(kinds.split(",")).map(ResourceKind::valueOf).collect(Collectors.toSet()),
            id.map(one -> new Reach.Only(one, name)), row.flag());
    }
}
