package io.leengine.engine.image;

import io.leengine.engine.Images.Tag;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.AttachingTag;
import io.leengine.engine.domain.Attachment;
import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.ImagePush;
import io.leengine.engine.domain.Pulls;
import io.leengine.engine.domain.Version;
import io.leengine.engine.store.Session;
import io.leengine.model.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what is known of tags, for a page of them with few look-ups. */
final class TagFacts {
    private TagFacts() {
    }

    /** Returns tags of an image in the order they are given in, with what they point to. */
    static List<Tag> of(Session session, String repository, Map<String, Digest> tags) {
        Set<Digest> digests = new HashSet<>(tags.values());
        Map<String, ImagePush> pushes = session.images().pushes(repository, tags.keySet()).stream()
            .collect(Collectors.toMap(ImagePush::tag, Function.identity()));
        Map<Digest, ImageManifest> manifests = session.manifests().find(repository, digests).stream()
            .collect(Collectors.toMap(ImageManifest::digest, Function.identity()));
        Map<String, Pulls> pulls = session.manifests().pulls(repository,
            Stream.concat(tags.keySet().stream(), digests.stream().map(Digest::toString)).toList());
        Map<Digest, List<Attachment>> attached = attached(session, repository, digests);
        Map<Digest, List<String>> users = users(session, repository);
        List<Tag> found = new ArrayList<>();
        tags.forEach((name, digest) -> {
            Optional<ImageManifest> manifest = Optional.ofNullable(manifests.get(digest));
            Optional<ImagePush> push = Optional.ofNullable(pushes.get(name)).filter(each -> each.digest().equals(digest));
            Optional<Pulls> pulled = Stream.of(name, digest.toString()).map(pulls::get).filter(each -> each != null)
                .reduce(Pulls::and);
            found.add(new Tag(name, digest, push.map(ImagePush::sizeBytes).or(() -> manifest.map(ImageManifest::sizeBytes))
                .orElse(0L), push.map(ImagePush::pushedAt), push.map(ImagePush::pushedBy).orElse(""),
                users.getOrDefault(digest, List.of()), manifest, pulled.map(Pulls::count).orElse(0L),
                pulled.map(Pulls::lastAt), attached.getOrDefault(digest, List.of())));
        });
        return found;
    }

    /** Returns the live versions that run each manifest of an image. */
    static Map<Digest, List<String>> users(Session session, String repository) {
        Map<Digest, List<String>> users = new HashMap<>();
        Optional<Application> application = session.applications().byImage(repository);
        List<Version> versions = application.map(each -> session.applications().wantedVersions(List.of(each.id())))
            .orElse(List.of());
        versions.forEach(version -> users.computeIfAbsent(version.digest(), digest -> new ArrayList<>())
            .add(application.orElseThrow().name() + "/" + version.name()));
        return users;
    }

    private static Map<Digest, List<Attachment>> attached(Session session, String repository, Collection<Digest> subjects) {
        Map<Digest, List<Attachment>> attached = new HashMap<>();
        session.manifests().attached(repository, subjects).forEach(each ->
            attached.computeIfAbsent(each.subject().orElseThrow(), _ -> new ArrayList<>()).add(new Attachment(
                Attachment.kindOf(each.artifactType()), each.artifactType(), each.digest(), each.sizeBytes(),
                Optional.empty(), each.pushedAt())));
        Set<String> tags = subjects.stream().map(AttachingTag::to).flatMap(List::stream).collect(Collectors.toSet());
        for (ImagePush push : session.images().pushes(repository, tags)) {
            AttachingTag tag = AttachingTag.of(push.tag()).orElseThrow();
            attached.computeIfAbsent(tag.subject(), _ -> new ArrayList<>()).add(new Attachment(tag.kind().orElseThrow(), "",
                push.digest(), push.sizeBytes(), Optional.of(push.tag()), push.pushedAt()));
        }
        attached.values().forEach(list -> list.sort(Comparator.comparing(Attachment::kind)
            .thenComparing(Attachment::digest)));
        return attached;
    }
}
