package io.leengine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.ImageRows;
import io.leengine.engine.store.Viewer;
import io.leengine.model.Digest;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Images and pushes in SQL. */
record SqlImages(Statements sql) implements ImageRows {
    private static final String IMAGE =
        "select id, repository, description, is_public, image_group, created_at, created_by, revision from image";
    private static final Listing LISTING = new Listing(IMAGE,
        Optional.of(new Listing.Openness("is_public", true)), ResourceKind.IMAGE, "", "image_group");
    private static final String PUSH =
        "select repository, tag, digest, size_bytes, pushed_at, pushed_by from image_push ";

    @Override
    public void insert(Image it) {
        sql.update("""
            insert into image (id, repository, description, is_public, image_group, created_at, created_by, revision)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """, it.id(), it.repository(), it.description(), it.isPublic(), it.group(), it.createdAt(),
            it.createdBy(), it.revision());
    }

    @Override
    public Optional<Image> byRepository(String repository) {
        return sql.first(IMAGE + " where repository = ?", SqlImages::image, repository);
    }

    @Override
    public Optional<Image> lockByRepository(String repository) {
        return sql.lock(IMAGE + " where repository = ? for update", SqlImages::image, repository);
    }

    @Override
    public boolean anyIn(String group) {
        return sql.first("select 1 from image where image_group = ? limit 1", Row::integer, group).isPresent();
    }

    @Override
    public List<Image> list(Selection selection, Viewer viewer) {
        return LISTING.page(sql, SqlImages::image, selection, viewer);
    }

    @Override
    public void update(Image it) {
        sql.updateOne("image", it.repository(), """
            update image set description = ?, is_public = ?, image_group = ?, revision = ? where id = ?
            """, it.description(), it.isPublic(), it.group(), it.revision(), it.id());
    }

    @Override
    public void delete(String id) {
        sql.update("delete from member where kind = ? and resource = ?", ResourceKind.IMAGE, id);
        sql.update("delete from token where reach_resource = ?", id);
        sql.update("delete from image where id = ?", id);
    }

    @Override
    public void put(ImagePush it) {
        sql.put("""
            update image_push set digest = ?, size_bytes = ?, pushed_at = ?, pushed_by = ?
            where repository = ? and tag = ?
            """, """
            insert into image_push (digest, size_bytes, pushed_at, pushed_by, repository, tag)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """, it.digest(), it.sizeBytes(), it.pushedAt(), it.pushedBy(), it.repository(), it.tag());
    }

    @Override
    public Optional<ImagePush> push(String repository, String tag) {
        return sql.first(PUSH + "where repository = ? and tag = ?", SqlImages::push, repository, tag);
    }

    @Override
    public void deletePush(String repository, String tag) {
        sql.update("delete from image_push where repository = ? and tag = ?", repository, tag);
    }

    @Override
    public List<ImagePush> pushes(String repository, int limit) {
        return sql.list(PUSH + "where repository = ? order by pushed_at desc, tag limit ?", SqlImages::push, repository,
            limit);
    }

    private static Image image(Row row) throws SQLException {
        return new Image(row.text(), row.text(), row.text(), row.flag(), row.optionalText(), row.instant(),
            row.text(), row.bigint());
    }

    private static ImagePush push(Row row) throws SQLException {
        return new ImagePush(row.text(), row.text(), Digest.parse(row.text()), row.bigint(), row.instant(),
            row.text());
    }
}
