package io.leengine.store;

import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.MemberRows;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Members in SQL. */
record SqlMembers(Statements sql) implements MemberRows {
    private static final String MEMBER = "select kind, resource, user_id, role, since from member ";

    @Override
    public void put(Member it) {
        sql.put("""
            update member set role = ?, since = ? where kind = ? and resource = ? and user_id = ?
            """, """
            insert into member (role, since, kind, resource, user_id) values (?, ?, ?, ?, ?) on conflict do nothing
            """, it.role(), it.since(), it.kind(), it.resource(), it.user());
    }

    @Override
    public Optional<Member> find(ResourceKind kind, String resource, String user) {
        return sql.first(MEMBER + "where kind = ? and resource = ? and user_id = ?", SqlMembers::member, kind,
            resource, user);
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
            row.instant());
    }
}
