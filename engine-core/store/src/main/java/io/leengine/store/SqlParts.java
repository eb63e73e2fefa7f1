package io.leengine.store;

import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.store.PartRows;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Configured parts in SQL. */
record SqlParts(Statements sql) implements PartRows {
    private static final String PART =
        "select seam, name, plugin, settings, node_limit, created_at, revision, drained from part ";

    @Override
    public void insert(Part it) {
        sql.update("""
            insert into part (seam, name, plugin, settings, node_limit, created_at, revision, drained)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """, it.seam(), it.name(), it.plugin(), Json.ofTexts(it.settings()), it.nodeLimit(), it.createdAt(),
            it.revision(), it.drained());
    }

    @Override
    public Optional<Part> find(SeamKind seam, String name) {
        return sql.first(PART + "where seam = ? and name = ?", SqlParts::part, seam, name);
    }

    @Override
    public List<Part> list() {
        return sql.list(PART + "order by seam, name", SqlParts::part);
    }

    @Override
    public void update(Part it) {
        sql.updateOne("part", it.name(), """
            update part set plugin = ?, settings = ?, node_limit = ?, revision = ? where seam = ? and name = ?
            """, it.plugin(), Json.ofTexts(it.settings()), it.nodeLimit(), it.revision(), it.seam(), it.name());
    }

    @Override
    public void drain(String cell, boolean drained) {
        sql.update("update part set drained = ? where seam = ? and name = ?", drained, SeamKind.SCHEDULER, cell);
    }

    @Override
    public void delete(SeamKind seam, String name) {
        sql.update("delete from part where seam = ? and name = ?", seam, name);
    }

    private static Part part(Row row) throws SQLException {
        return new Part(row.constant(SeamKind.class), row.text(), row.text(), Json.texts(row.text()), row.integer(),
            row.instant(), row.bigint(), row.flag());
    }
}
