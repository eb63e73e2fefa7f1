package io.leengine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ImageSource;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.ImageGroupRows;
import io.leengine.engine.store.Viewer;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Image groups in SQL. */
record SqlImageGroups(Statements sql) implements ImageGroupRows {
    private static final String GROUP = "select id, name, description, created_at, created_by, revision from image_group";
    private static final Listing LISTING =
        new Listing(GROUP, Optional.empty(), ResourceKind.IMAGE_GROUP, "", "");

    @Override
    public void insert(ImageGroup it) {
        sql.update("""
            insert into image_group (id, name, description, created_at, created_by, revision)
            values (?, ?, ?, ?, ?, ?)
            """, it.id(), it.name(), it.description(), it.createdAt(), it.createdBy(), it.revision());
    }

    @Override
    public Optional<ImageGroup> byName(String name) {
        return sql.first(GROUP + " where name = ?", SqlImageGroups::group, name);
    }

    @Override
    public Optional<ImageGroup> lockByName(String name) {
        return sql.lock(GROUP + " where name = ? for update", SqlImageGroups::group, name);
    }

    @Override
    public boolean holds(String group, String image) {
        return sql.first("""
            select 1 from image i join image_group g on g.name = i.image_group where g.id = ? and i.id = ?
            """, Row::integer, group, image).isPresent();
    }

    @Override
    public List<ImageGroup> list(Selection selection, Viewer viewer) {
        return LISTING.page(sql, SqlImageGroups::group, selection, viewer);
    }

    @Override
    public void update(ImageGroup it) {
        sql.updateOne("image group", it.name(), "update image_group set description = ?, revision = ? where id = ?",
            it.description(), it.revision(), it.id());
    }

    @Override
    public void delete(String id) {
        sql.update("delete from member where kind = ? and resource = ?", ResourceKind.IMAGE_GROUP, id);
        sql.update("delete from token where reach_resource = ?", id);
        sql.update("delete from tag_rules where kind = ? and subject = ?", ResourceKind.IMAGE_GROUP, id);
        deleteSource(id);
        sql.update("delete from image_group where id = ?", id);
    }

    @Override
    public Optional<ImageSource> source(String group) {
        return sql.first("""
            select g.id, g.name, s.url, s.username, s.password, s.freshness_millis
            from image_group g join image_source s on s.group_id = g.id where g.name = ?
            """, row -> new ImageSource(row.text(), row.text(), URI.create(row.text()), row.text(), row.text(),
                row.duration()), group);
    }

    @Override
    public boolean anyOfOthersNamedIn(String group, String name) {
        String from = group + "/";
        String to = group + "0"; // what follows a slash in the order of characters
        return sql.first("""
            select 1 from image where repository > ? and repository < ? and created_by <> ?
            union all select 1 from image_push where repository > ? and repository < ? and pushed_by <> ?
            union all select 1 from image_manifest where repository > ? and repository < ? and pushed_by <> ?
            limit 1
            """, Row::integer, from, to, name, from, to, name, from, to, name).isPresent();
    }

    @Override
    public void putSource(ImageSource it) {
        sql.put("update image_source set url = ?, username = ?, password = ?, freshness_millis = ? where group_id = ?", """
            insert into image_source (url, username, password, freshness_millis, group_id) values (?, ?, ?, ?, ?)
            on conflict do nothing
            """, it.url().toString(), it.username(), it.password(), it.freshness().toMillis(), it.groupId());
    }

    @Override
    public void deleteSource(String groupId) {
        sql.update("delete from image_source where group_id = ?", groupId);
    }

    private static ImageGroup group(Row row) throws SQLException {
        return new ImageGroup(row.text(), row.text(), row.text(), row.instant(), row.text(), row.bigint());
    }
}
