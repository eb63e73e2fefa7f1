package io.leengine.store;

import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.NamedMember;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.MemberRows;
import io.leengine.model.EngineException;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Members in SQL. */
record SqlMembers(Statements sql) implements MemberRows {
    private static final String MEMBER = "select kind, resource, user_id, role, since, expires_at from member ";

    private static final String IN_FORCE = " and (m.expires_at is null or m.expires_at > current_timestamp)";
    private static final String OWN_ROLE =
        "select m.role from member m where m.kind = ? and m.resource = ? and m.user_id = ?" + IN_FORCE;
    private static final String ROLE_BY_GROUP = """
        select m.role from image i join image_group g on g.name = i.image_group
            join member m on m.kind = ? and m.resource = g.id and m.user_id = ?
        where i.id = ?""" + IN_FORCE;

    @Override
    public void put(Member it) {
        // Another engine may add the same one between the two.
        if (change(it) == 0 && insert(it) == 0 && change(it) == 0) {
            throw EngineException.notFound(it.kind().label(), it.resource());
        }
    }

    private int change(Member it) {
        return sql.update("""
            update member set role = ?, since = ?, expires_at = ? where kind = ? and resource = ? and user_id = ?
            """, it.role(), it.since(), it.expiresAt(), it.kind(), it.resource(), it.user());
    }

    private int insert(Member it) {
        ResourceTable resources = ResourceTable.of(it.kind());
        return sql.update("""
            insert into member (kind, user_id, role, since, expires_at, resource, resource_name)
            select cast(? as varchar), cast(? as varchar), cast(? as varchar), cast(? as timestamp with time zone),
                cast(? as timestamp with time zone), id,\s""" + resources.name() + " from " + resources.table()
            + " where id = ? on conflict do nothing", it.kind(), it.user(), it.role(), it.since(), it.expiresAt(), it.resource());
    }

    @Override
    public Optional<Member> find(ResourceKind kind, String resource, String user) {
        return sql.first(MEMBER + "where kind = ? and resource = ? and user_id = ?", SqlMembers::member, kind,
            resource, user);
    }

    @Override
    public Optional<Role> role(ResourceKind kind, String resource, String user) {
        List<Role> roles = kind == ResourceKind.IMAGE
            ? sql.list(OWN_ROLE + " union all " + ROLE_BY_GROUP, SqlMembers::roleOf, kind, resource, user,
                ResourceKind.IMAGE_GROUP, user, resource)
            : sql.list(OWN_ROLE, SqlMembers::roleOf, kind, resource, user);
        return roles.stream().max(Comparator.naturalOrder());
    }

    @Override
    public List<Member> list(ResourceKind kind, String resource) {
        return sql.list(MEMBER + "where kind = ? and resource = ? order by user_id", SqlMembers::member, kind,
            resource);
    }

    @Override
    public List<NamedMember> named(ResourceKind kind, String resource, String search, Optional<String> afterName,
            int limit) {
        return sql.list("""
            select m.kind, m.resource, m.user_id, m.role, m.since, m.expires_at, u.name,
                coalesce(m.expires_at <= current_timestamp, false)
            from member m join users u on u.id = m.user_id
            where m.kind = ? and m.resource = ? and u.name like ? escape '!' and u.name > ? order by u.name limit ?
            """, row -> new NamedMember(member(row), row.text(), row.flag()), kind, resource,
            Listing.containing(search), afterName.orElse(""), limit);
    }

    @Override
    public void delete(ResourceKind kind, String resource, String user) {
        sql.update("delete from member where kind = ? and resource = ? and user_id = ?", kind, resource, user);
    }

    private static Member member(Row row) throws SQLException {
        return new Member(row.constant(ResourceKind.class), row.text(), row.text(), row.constant(Role.class),
            row.instant(), row.optionalInstant());
    }

    private static Role roleOf(Row row) throws SQLException {
        return row.constant(Role.class);
    }
}
