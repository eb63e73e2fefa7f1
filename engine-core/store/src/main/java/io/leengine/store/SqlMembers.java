package io.leengine.store;

import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.MemberRows;
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
        sql.put("""
            update member set role = ?, since = ?, expires_at = ? where kind = ? and resource = ? and user_id = ?
            """, """
            insert into member (role, since, expires_at, kind, resource, user_id) values (?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """, it.role(), it.since(), it.expiresAt(), it.kind(), it.resource(), it.user());
    }

    @Override
    public Optional<Member> find(ResourceKind kind, String resource, String user) {
        return sql.first(MEMBER + "where kind = ? and resource = ? and user_id = ?", SqlMembers::member, kind,
            resource, user);
    }

    @Override
    public Optional<Role> role(ResourceKind kind, String resource, String user) {
        List<Role> roles = kind == ResourceKind.IMAGE
            ? sql.list(OWN_ROLE + " union all " + ROLE_BY_GROUP, SqlMembers::role, kind, resource, user,
                ResourceKind.IMAGE_GROUP, user, resource)
            : sql.list(OWN_ROLE, SqlMembers::role, kind, resource, user);
        return roles.stream().max(Comparator.naturalOrder());
    }

    @Override
    public List<Member> list(ResourceKind kind, String resource) {
        return sql.list(MEMBER + "where kind = ? and resource = ? order by user_id", SqlMembers::member, kind,
            resource);
    }

    @Override
    public void delete(ResourceKind kind, String resource, String user) {
        sql.update("delete from member where kind = ? and resource = ? and user_id = ?", kind, resource, user);
    }

    private static Member member(Row row) throws SQLException {
        return new Member(row.constant(ResourceKind.class), row.text(), row.text(), row.constant(Role.class),
            row.instant(), row.optionalInstant());
    }

    private static Role role(Row row) throws SQLException {
        return row.constant(Role.class);
    }
}
