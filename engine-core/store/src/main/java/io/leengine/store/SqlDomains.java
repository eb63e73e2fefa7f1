package io.leengine.store;

import io.leengine.engine.domain.DomainState;
import io.leengine.engine.domain.GroupCertificate;
import io.leengine.engine.store.DomainRows;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Settings of domains, and certificates, in SQL. */
record SqlDomains(Statements sql) implements DomainRows {
    private static final String CERTIFICATE = """
        select lb_group, name, chain, sealed_key, hosts, issuer, fingerprint, not_before, not_after, changed_at, changed_by,
            revision
        from certificate where lb_group = ?""";

    private static final String INSERT = """
        insert into domain_settings (settings, certificate, revision, refusal, answered, application) values (?, ?, ?, ?, ?, ?)
        on conflict do nothing""";

    @Override
    public DomainState of(String application) {
        return sql.first("select settings, revision, refusal, answered from domain_settings where application = ?",
            row -> new DomainState(DomainJson.read(row.text()), row.bigint(), row.optionalText(), row.bigint()), application)
            .orElse(DomainState.USUAL);
    }

    @Override
    public void put(String application, DomainState it) {
        sql.put("""
            update domain_settings set settings = ?, certificate = ?, revision = ?, refusal = ?, answered = ?
            where application = ?
            """, INSERT, DomainJson.of(it.settings()), it.settings().certificate(), it.revision(), it.refusal(), it.answered(),
            application);
    }

    @Override
    public boolean answered(String application, long revision, Optional<String> refusal) {
        DomainState present = of(application);
        boolean news = !present.refusal().equals(refusal);
        if (present.revision() != revision || !news && present.isAnswered()) {
            return false;
        }
        int written = sql.update("update domain_settings set refusal = ?, answered = ? where application = ? and revision = ?",
            refusal, revision, application, revision);
        if (written == 0 && present.equals(DomainState.USUAL)) {
            // Whoever has written settings meanwhile has the row, and these are no more.
            written = sql.update(INSERT, DomainJson.of(present.settings()), present.settings().certificate(), revision, refusal,
                revision, application);
        }
        return news && written > 0;
    }

    @Override
    public List<String> users(String group, String certificate) {
        return sql.list("""
            select a.name from domain_settings d join application a on a.id = d.application
            where d.certificate = ? and a.lb_group = ? order by a.name
            """, Row::text, certificate, group);
    }

    @Override
    public void insert(GroupCertificate it) {
        sql.update("""
            insert into certificate (lb_group, name, chain, sealed_key, hosts, issuer, fingerprint, not_before, not_after,
                changed_at, changed_by, revision)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, it.group(), it.name(), it.chain(), it.sealedKey(), Json.of(it.hosts()), it.issuer(), it.fingerprint(),
            it.notBefore(), it.notAfter(), it.changedAt(), it.changedBy(), it.revision());
    }

    @Override
    public void update(GroupCertificate it) {
        sql.updateOne("certificate", it.name(), """
            update certificate set chain = ?, sealed_key = ?, hosts = ?, issuer = ?, fingerprint = ?, not_before = ?,
                not_after = ?, changed_at = ?, changed_by = ?, revision = ?
            where lb_group = ? and name = ?
            """, it.chain(), it.sealedKey(), Json.of(it.hosts()), it.issuer(), it.fingerprint(), it.notBefore(),
            it.notAfter(), it.changedAt(), it.changedBy(), it.revision(), it.group(), it.name());
    }

    @Override
    public Optional<GroupCertificate> certificate(String group, String name) {
        return sql.first(CERTIFICATE + " and name = ?", SqlDomains::certificate, group, name);
    }

    @Override
    public Optional<GroupCertificate> lock(String group, String name) {
        return sql.lock(CERTIFICATE + " and name = ? for update", SqlDomains::certificate, group, name);
    }

    @Override
    public List<GroupCertificate> certificates(String group) {
        return sql.list(CERTIFICATE + " order by name", SqlDomains::certificate, group);
    }

    @Override
    public void delete(String group, String name) {
        sql.update("delete from certificate where lb_group = ? and name = ?", group, name);
    }

    private static GroupCertificate certificate(Row row) throws SQLException {
        return new GroupCertificate(row.text(), row.text(), row.text(), row.text(), Json.list(row.text()), row.text(),
            row.text(), row.instant(), row.instant(), row.instant(), row.text(), row.bigint());
    }
}
