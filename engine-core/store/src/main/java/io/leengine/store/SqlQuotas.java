package io.leengine.store;

import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.QuotaRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Limits in SQL, and sums over what is there. */
record SqlQuotas(Statements sql) implements QuotaRows {
    private static final String COLUMNS = "applications, instances, cpu_millis, memory_bytes, image_bytes, builds";
    private static final String QUOTA = "select revision, " + COLUMNS + " from quota where kind = ? and subject = ?";

    /**
     * Memberships by which a resource counts for a user: the first Owner's whose membership has not ended. The ids are
     * listed one by one, since H2 does not look up in an index what is compared with an array.
     */
    private static final String OWNED = """
        member m
        where m.kind = ? and m.role = 'OWNER' and m.user_id in (:ids)
            and (m.expires_at is null or m.expires_at > current_timestamp)
            and not exists (select 1 from member o where o.kind = m.kind and o.resource = m.resource
                and o.role = 'OWNER' and (o.since < m.since or o.since = m.since and o.user_id < m.user_id)
                and (o.expires_at is null or o.expires_at > current_timestamp))""";

    /**
     * While one version takes over from others, the larger of the two sides counts: an upgrade, and the way back, need no
     * more than what runs already.
     */
    private static final String APPLICATIONS = """
        select a.owner, count(*), sum(greatest(a.stay, a.go)), sum(greatest(a.stay_cpu, a.go_cpu)),
            sum(greatest(a.stay_memory, a.go_memory))
        from (
            select m.owner, m.resource,
                coalesce(sum(case when v.state = 'LIVE' then v.instances end), 0) as stay,
                coalesce(sum(case when v.state = 'RETIRING' then v.instances end), 0) as go,
                coalesce(sum(case when v.state = 'LIVE' then cast(v.instances as bigint) * v.cpu_millis end), 0)
                    as stay_cpu,
                coalesce(sum(case when v.state = 'RETIRING' then cast(v.instances as bigint) * v.cpu_millis end), 0)
                    as go_cpu,
                coalesce(sum(case when v.state = 'LIVE' then v.instances * v.memory_bytes end), 0) as stay_memory,
                coalesce(sum(case when v.state = 'RETIRING' then v.instances * v.memory_bytes end), 0) as go_memory
            from (select m.user_id as owner, m.resource from\s""" + OWNED + """
            ) m left join app_version v on v.application = m.resource and v.state <> 'DELETED'
            group by m.owner, m.resource) a
        group by a.owner""";

    /** What several tags of an image hold counts once. */
    private static final String IMAGES_OF_USERS = """
        select d.owner, sum(d.bytes)
        from (
            select m.owner, p.repository, p.digest, max(p.size_bytes) as bytes
            from (select m.user_id as owner, m.resource from\s""" + OWNED + """
            ) m join image i on i.id = m.resource join image_push p on p.repository = i.repository
            group by m.owner, p.repository, p.digest) d
        group by d.owner""";
    private static final String IMAGES_OF_GROUPS = """
        select d.owner, sum(d.bytes)
        from (
            select g.id as owner, p.repository, p.digest, max(p.size_bytes) as bytes
            from image_group g join image i on i.image_group = g.name join image_push p on p.repository = i.repository
            where g.id in (:ids)
            group by g.id, p.repository, p.digest) d
        group by d.owner""";
    private static final String BUILDS = """
        select m.owner, count(*)
        from (select m.user_id as owner, m.resource from\s""" + OWNED + """
        ) m join build_run r on r.code_build = m.resource and r.state = 'RUNNING'
        group by m.owner""";

    @Override
    public Quota find(QuotaSubject subject) {
        return sql.first(QUOTA, row -> quota(subject, row), subject.kind(), subject.id())
            .orElseGet(() -> Quota.none(subject));
    }

    @Override
    public Quota lock(QuotaSubject subject) {
        return held(subject).or(() -> {
            sql.update("insert into quota (kind, subject, revision) values (?, ?, 0) on conflict do nothing",
                subject.kind(), subject.id());
            return held(subject);
        }).orElseThrow();
    }

    private Optional<Quota> held(QuotaSubject subject) {
        return sql.lock(QUOTA + " for update", row -> quota(subject, row), subject.kind(), subject.id());
    }

    @Override
    public void put(Quota it) {
        List<Object> values = new ArrayList<>(List.of(it.revision()));
        Arrays.stream(QuotaKind.values()).forEach(kind -> values.add(Optional.ofNullable(it.limits().get(kind))));
        values.addAll(List.of(it.subject().kind(), it.subject().id()));
        sql.put("""
            update quota set revision = ?, applications = ?, instances = ?, cpu_millis = ?, memory_bytes = ?,
                image_bytes = ?, builds = ?
            where kind = ? and subject = ?
            """, "insert into quota (revision, " + COLUMNS + """
            , kind, subject)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """, values.toArray());
    }

    @Override
    public Optional<String> charged(ResourceKind kind, String resource) {
        return sql.first("""
            select user_id from member where kind = ? and resource = ? and role = 'OWNER'
                and (expires_at is null or expires_at > current_timestamp)
            order by since, user_id limit 1
            """, Row::text, kind, resource);
    }

    @Override
    public Map<String, Map<QuotaKind, Long>> used(QuotaSubject.Kind kind, List<String> ids, Set<QuotaKind> kinds) {
        Map<String, Map<QuotaKind, Long>> used = new HashMap<>();
        if (ids.isEmpty()) {
            return used;
        }
        if (kind == QuotaSubject.Kind.IMAGE_GROUP) {
            if (kinds.contains(QuotaKind.IMAGE_STORAGE)) {
                sum(used, List.of(QuotaKind.IMAGE_STORAGE), IMAGES_OF_GROUPS, List.of(), ids);
            }
            return used;
        }
        Set<QuotaKind> ofApplications = EnumSet.copyOf(QuotaKind.ofApplications());
        if (kinds.stream().anyMatch(ofApplications::contains)) {
            sum(used, List.copyOf(ofApplications), APPLICATIONS, List.of(ResourceKind.APPLICATION), ids);
        }
        if (kinds.contains(QuotaKind.IMAGE_STORAGE)) {
            sum(used, List.of(QuotaKind.IMAGE_STORAGE), IMAGES_OF_USERS, List.of(ResourceKind.IMAGE), ids);
        }
        if (kinds.contains(QuotaKind.BUILDS)) {
            sum(used, List.of(QuotaKind.BUILDS), BUILDS, List.of(ResourceKind.CODE_BUILD), ids);
        }
        return used;
    }

    private void sum(Map<String, Map<QuotaKind, Long>> into, List<QuotaKind> columns, String query,
            List<ResourceKind> kind, List<String> ids) {
        List<Object> arguments = new ArrayList<>(kind);
        arguments.addAll(ids);
        sql.list(query.replace(":ids", String.join(", ", Collections.nCopies(ids.size(), "?"))), row -> {
            Map<QuotaKind, Long> amounts = into.computeIfAbsent(row.text(), id -> new EnumMap<>(QuotaKind.class));
            for (QuotaKind column : columns) {
                amounts.put(column, row.bigint());
            }
            return amounts;
        }, arguments.toArray());
    }

    private static Quota quota(QuotaSubject subject, Row row) throws SQLException {
        long revision = row.bigint();
        Map<QuotaKind, Long> limits = new EnumMap<>(QuotaKind.class);
        for (QuotaKind kind : QuotaKind.values()) {
            row.optionalBigint().ifPresent(limit -> limits.put(kind, limit));
        }
        return new Quota(subject, limits, revision);
    }
}
