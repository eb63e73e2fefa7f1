package io.leengine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.ImageRows;
import io.leengine.engine.store.Viewer;
import io.leengine.model.Digest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
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

    private static final String SEARCH = """
        select p.repository, p.tag, p.digest, p.size_bytes, p.pushed_at, p.pushed_by
        from image_push p join image i on i.repository = p.repository
        where p.repository >= ? and (p.repository > ? or p.tag > ?)
            and (lower(p.tag) like ? escape '!' or i.repository like ? escape '!'
                or lower(i.description) like ? escape '!' or p.digest like ? escape '!')""";
    private static final String SEEN = """
         and (i.is_public or exists (select 1 from member m where m.kind = ? and m.resource = i.id and m.user_id = ?
                and (m.expires_at is null or m.expires_at > current_timestamp))
            or exists (select 1 from image_group g join member m on m.resource = g.id where g.name = i.image_group
                and m.kind = ? and m.user_id = ? and (m.expires_at is null or m.expires_at > current_timestamp)))""";

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
        sql.update("delete from tag_rules where kind = ? and subject = ?", ResourceKind.IMAGE, id);
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
    public List<ImagePush> pushes(String repository, Collection<String> tags) {
        return InList.rows(tags, some -> sql.list(PUSH + "where repository = ? and tag in " + some.marks()
            + " order by tag", SqlImages::push, some.after(repository)));
    }

    @Override
    public List<ImagePush> pushesOf(String repository, Collection<Digest> digests) {
        return InList.rows(digests, some -> sql.list(PUSH + "where repository = ? and digest in " + some.marks()
            + " order by tag", SqlImages::push, some.after(repository)));
    }

    @Override
    public List<ImagePush> search(String search, Viewer viewer, String afterRepository, String afterTag, int limit) {
        String held = Listing.containing(search);
        List<Object> arguments = new ArrayList<>(List.of(afterRepository, afterRepository, afterTag, held, held, held,
            held.substring(1)));
        String seen = "";
        if (!viewer.all()) {
            seen = SEEN;
            arguments.addAll(List.of(ResourceKind.IMAGE, viewer.user(), ResourceKind.IMAGE_GROUP, viewer.user()));
        }
        arguments.add(limit);
        return sql.list(SEARCH + seen + " order by p.repository, p.tag limit ?", SqlImages::push, arguments.toArray());
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
