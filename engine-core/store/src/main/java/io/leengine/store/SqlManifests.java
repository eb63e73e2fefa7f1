package io.leengine.store;

import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImageManifest.Reference;
import io.leengine.engine.domain.ImageManifest.ReferenceKind;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.store.ManifestRows;
import io.leengine.model.Digest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Manifests and pulls in SQL. */
record SqlManifests(Statements sql) implements ManifestRows {
    private static final String MANIFEST = """
        select repository, digest, media_type, artifact_type, subject, manifest_bytes, size_bytes, platforms, annotations,
            created_at, pushed_at, pushed_by from image_manifest\s""";
    private static final String REFERENCE =
        "select manifest, kind, digest, media_type, platform, size_bytes from image_reference where repository = ?";
    /** So many rows a statement. */
    private static final int REFERENCES_AT_ONCE = 50;
    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?)";
    /** What the registry holds, each counted once. */
    private static final String BYTES = "select coalesce(sum(d.bytes), 0) from (select r.digest, max(r.size_bytes) as bytes "
        + "from image_reference r where r.repository = ? and r.kind in ('CONFIG', 'LAYER') ";

    /** These two take the same arguments. */
    private static final String PULLED_FIRST = """
        insert into image_pull (pulls, pulled_at, repository, reference) values (?, ?, ?, ?) on conflict do nothing
        """;
    private static final String PULLED_AGAIN = """
        update image_pull set pulls = pulls + ?, pulled_at = greatest(pulled_at, ?) where repository = ? and reference = ?
        """;

    private record Referring(Digest manifest, Reference reference) {
    }

    @Override
    public void put(ImageManifest it) {
        sql.put("""
            update image_manifest set media_type = ?, artifact_type = ?, subject = ?, manifest_bytes = ?, size_bytes = ?,
                platforms = ?, annotations = ?, created_at = ?, pushed_at = ?, pushed_by = ?, untagged_at = ?
            where repository = ? and digest = ?
            """, """
            insert into image_manifest (media_type, artifact_type, subject, manifest_bytes, size_bytes, platforms,
                annotations, created_at, pushed_at, pushed_by, untagged_at, repository, digest)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """, it.mediaType(), it.artifactType(), it.subject(), it.manifestBytes(), it.sizeBytes(),
            Json.of(it.platforms()), Json.ofTexts(it.annotations()), it.createdAt(), it.pushedAt(), it.pushedBy(),
            it.pushedAt(), it.repository(), it.digest());
        sql.update("delete from image_reference where repository = ? and manifest = ?", it.repository(), it.digest());
        for (int i = 0; i < it.references().size(); i += REFERENCES_AT_ONCE) {
            refer(it, i, Math.min(it.references().size(), i + REFERENCES_AT_ONCE));
        }
    }

    private void refer(ImageManifest it, int from, int to) {
        List<Object> arguments = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Reference each = it.references().get(i);
            Collections.addAll(arguments, it.repository(), it.digest(), i, each.kind(), each.digest(), each.mediaType(),
                each.platform(), each.sizeBytes());
        }
        sql.update("insert into image_reference (repository, manifest, place, kind, digest, media_type, platform, "
            + "size_bytes) values " + String.join(", ", Collections.nCopies(to - from, ROW)), arguments.toArray());
    }

    @Override
    public List<ImageManifest> find(String repository, Collection<Digest> digests) {
        return whole(InList.rows(digests, some -> sql.list(MANIFEST + "where repository = ? and digest in " + some.marks(),
            SqlManifests::manifest, some.after(repository))),
            InList.rows(digests, some -> sql.list(REFERENCE + " and manifest in " + some.marks()
                + " order by manifest, place", SqlManifests::referring, some.after(repository))));
    }

    @Override
    public List<ImageManifest> all(String repository) {
        return whole(sql.list(MANIFEST + "where repository = ? order by digest", SqlManifests::manifest, repository),
            sql.list(REFERENCE + " order by manifest, place", SqlManifests::referring, repository));
    }

    private static List<ImageManifest> whole(List<ImageManifest> manifests, List<Referring> references) {
        Map<Digest, List<Reference>> byManifest = new HashMap<>();
        references.forEach(each -> byManifest.computeIfAbsent(each.manifest(), _ -> new ArrayList<>())
            .add(each.reference()));
        return manifests.stream().map(each -> each.with(byManifest.getOrDefault(each.digest(), List.of()))).toList();
    }

    @Override
    public List<Digest> digests(String repository, Optional<Digest> after, int limit) {
        return sql.list("select digest from image_manifest where repository = ? and digest > ? order by digest limit ?",
            SqlManifests::digest, repository, after.map(Digest::toString).orElse(""), limit);
    }

    @Override
    public List<ImageManifest> attached(String repository, Collection<Digest> subjects) {
        return InList.rows(subjects, some -> sql.list(MANIFEST + "where repository = ? and subject in " + some.marks()
            + " order by digest", SqlManifests::manifest, some.after(repository)));
    }

    @Override
    public void delete(String repository, Digest digest) {
        sql.update("delete from image_pull where repository = ? and reference = ?", repository, digest);
        sql.update("delete from image_manifest where repository = ? and digest = ?", repository, digest);
    }

    @Override
    public void untagged(String repository, Digest digest, Instant at) {
        sql.update("update image_manifest set untagged_at = ? where repository = ? and digest = ?", at, repository, digest);
    }

    @Override
    public Optional<Instant> untaggedSince(String repository, Digest digest) {
        return sql.first("select untagged_at from image_manifest where repository = ? and digest = ?", Row::instant,
            repository, digest);
    }

    @Override
    public Map<Digest, Instant> untaggedSince(String repository) {
        Map<Digest, Instant> since = new HashMap<>();
        sql.list("select digest, untagged_at from image_manifest where repository = ?",
            row -> since.put(digest(row), row.instant()), repository);
        return since;
    }

    @Override
    public boolean isIndexed(String repository) {
        return sql.first("select 1 from image where repository = ? and indexed_at is not null", Row::integer, repository)
            .isPresent();
    }

    @Override
    public boolean allIndexed() {
        return sql.first("select 1 from image where indexed_at is null limit 1", Row::integer).isEmpty();
    }

    @Override
    public List<String> toIndex(Instant since, int limit) {
        List<String> never = sql.list("select repository from image where indexed_at is null order by repository limit ?",
            Row::text, limit);
        List<String> all = new ArrayList<>(never);
        all.addAll(sql.list("select repository from image where indexed_at < ? order by indexed_at limit ?", Row::text, since,
            limit - never.size()));
        return all;
    }

    @Override
    public void indexed(String repository, Instant at) {
        sql.update("update image set indexed_at = ? where repository = ?", at, repository);
    }

    @Override
    public void pulled(String repository, Map<String, Pulls> by) {
        if (sql.first("select 1 from image where repository = ?", Row::integer, repository).isEmpty()) {
            return;
        }
        Set<String> known = pulls(repository, by.keySet()).keySet();
        by.forEach((reference, pulls) -> {
            Object[] values = {pulls.count(), pulls.lastAt(), repository, reference};
            // One statement each: among very many tags most pulls are the first ones.
            if (known.contains(reference) || sql.update(PULLED_FIRST, values) == 0) {
                sql.update(PULLED_AGAIN, values);
            }
        });
    }

    @Override
    public Map<String, Pulls> pulls(String repository, Collection<String> references) {
        Map<String, Pulls> found = new HashMap<>();
        InList.rows(references, some -> sql.list("select reference, pulls, pulled_at from image_pull where repository = ? "
            + "and reference in " + some.marks(), row -> found.put(row.text(), new Pulls(row.bigint(), row.instant())),
            some.after(repository)));
        return found;
    }

    @Override
    public long bytes(String repository) {
        return sql.first(BYTES + "group by r.digest) d", Row::bigint, repository).orElse(0L);
    }

    @Override
    public long bytesOnlyOf(String repository) {
        return sql.first(BYTES + """
            and not exists (select 1 from image_reference o where o.digest = r.digest and o.repository <> r.repository)
            group by r.digest) d""", Row::bigint, repository).orElse(0L);
    }

    @Override
    public long bytesOnlyOf(String repository, Collection<Digest> manifests) {
        Set<Digest> some = new HashSet<>(manifests);
        Map<Digest, Long> sizes = new HashMap<>();
        InList.rows(some, list -> sql.list("select digest, size_bytes from image_reference where repository = ? and kind in "
            + "('CONFIG', 'LAYER') and manifest in " + list.marks(), row -> sizes.merge(digest(row), row.bigint(), Math::max),
            list.after(repository)));
        List<Digest> blobs = List.copyOf(sizes.keySet());
        InList.rows(blobs, list -> sql.list("select digest from image_reference r where repository = ? and digest in "
            + list.marks() + " and exists (select 1 from image_reference o where o.digest = r.digest and o.repository "
            + "<> r.repository) group by digest", row -> sizes.remove(digest(row)), list.after(repository)));
        InList.rows(blobs, list -> sql.list("select digest, manifest from image_reference where repository = ? and digest in "
            + list.marks(), row -> {
                Digest blob = digest(row);
                return some.contains(digest(row)) || sizes.remove(blob) != null;
            }, list.after(repository)));
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public List<Digest> inIndexes(String repository, Collection<Digest> manifests) {
        return InList.rows(manifests, some -> sql.list("select distinct digest from image_reference where repository = ? "
            + "and kind = 'MANIFEST' and digest in " + some.marks(), SqlManifests::digest, some.after(repository)));
    }

    private static ImageManifest manifest(Row row) throws SQLException {
        return new ImageManifest(row.text(), digest(row), row.text(), row.text(), row.optionalText().map(Digest::parse),
            row.integer(), row.bigint(), Json.list(row.text()), Json.texts(row.text()), List.of(), row.optionalInstant(),
            row.instant(), row.text());
    }

    private static Referring referring(Row row) throws SQLException {
        return new Referring(digest(row), new Reference(row.constant(ReferenceKind.class), digest(row), row.text(),
            row.text(), row.bigint()));
    }

    private static Digest digest(Row row) throws SQLException {
        return Digest.parse(row.text());
    }
}
