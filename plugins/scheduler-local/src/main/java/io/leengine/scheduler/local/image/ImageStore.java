package io.leengine.scheduler.local.image;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.ImageReference;
import io.leengine.scheduler.local.state.JsonFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** The images of a cell, each one folder {@code images/<digest>} with {@code root} and {@code image.json}. */
public final class ImageStore {
    private final Path images;
    private final Scratch scratch;
    private final LayerStore layers;
    private final Owner owner;
    private final JsonFiles json;
    private final HttpClient http;
    private final ConcurrentMap<Digest, ReentrantLock> busy = new ConcurrentHashMap<>();
    /** Pulls read, the sweep writes: it must not take the layers of an image that is not complete yet. */
    private final ReentrantReadWriteLock sweeping = new ReentrantReadWriteLock();

    /**
     * @param folder where images and layers lie
     * @param http follows no redirects
     */
    public ImageStore(Path folder, Scratch scratch, Owner owner, JsonFiles json, HttpClient http) throws IOException {
        this.images = Files.createDirectories(folder.resolve("images"));
        Path layerFolder = Files.createDirectories(folder.resolve("layers"));
        this.scratch = scratch;
        this.layers = new LayerStore(layerFolder, scratch, owner, json);
        this.owner = owner;
        this.json = json;
        this.http = http;
        layers.retain(layersInUse());
    }

    private Set<String> layersInUse() throws IOException {
        Set<String> used = new HashSet<>();
        try (DirectoryStream<Path> kept = Files.newDirectoryStream(images)) {
            for (Path image : kept) {
                used.addAll(json.read(image.resolve("image.json"), UnpackedImage.class).layers());
            }
        }
        return used;
    }

    /** Returns an image that is unpacked already. */
    public Optional<UnpackedImage> find(Digest digest) throws IOException {
        Path file = images.resolve(digest.hex()).resolve("image.json");
        return Files.exists(file) ? Optional.of(json.read(file, UnpackedImage.class)) : Optional.empty();
    }

    /** Returns where an image's files lie. */
    public Path root(String hex) {
        return images.resolve(hex).resolve("root");
    }

    /**
     * Pulls and unpacks an image unless it is there.
     *
     * @throws EngineException with the reason in a person's words
     */
    public UnpackedImage prepare(ImageReference image, Credentials credentials) throws InterruptedException {
        ReentrantLock lock = busy.computeIfAbsent(image.digest(), key -> new ReentrantLock());
        sweeping.readLock().lockInterruptibly();
        try {
            lock.lockInterruptibly();
            try {
                Optional<UnpackedImage> present = find(image.digest());
                return present.isPresent() ? present.get() : pull(image, credentials);
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE,
                "The image '" + image + "' cannot be unpacked: " + RegistryLogin.words(e), e);
        } finally {
            sweeping.readLock().unlock();
        }
    }

    /**
     * Removes every image not in use, and the layers only such ones had.
     *
     * @param inUse asked while no pull is under way, so that what has just been pulled is in it
     * @return false when nothing was done, because an image is being pulled
     */
    public boolean retain(Supplier<Set<String>> inUse) throws IOException {
        if (!sweeping.writeLock().tryLock()) {
            return false;
        }
        try {
            Set<String> digests = inUse.get();
            scratch.retain(images, digests);
            layers.retain(layersInUse());
            busy.keySet().removeIf(digest -> !digests.contains(digest.hex()));
            return true;
        } finally {
            sweeping.writeLock().unlock();
        }
    }

    private UnpackedImage pull(ImageReference image, Credentials credentials)
            throws IOException, InterruptedException {
        ImagePull pull = new ImagePull(new RegistrySession(http, image, credentials), image);
        ImagePull.Description description = pull.describe();
        for (ImagePull.Layer layer : description.layers()) {
            layers.prepare(pull, layer);
        }
        Path work = scratch.create();
        try {
            UnpackedImage unpacked = assemble(image.digest().hex(), description, work);
            json.write(work.resolve("image.json"), unpacked);
            // Once for the image and all its layers: those of no image are dropped when the folder is opened again.
            scratch.sync();
            scratch.publish(work, images.resolve(unpacked.hex()));
            return unpacked;
        } finally {
            FileTrees.delete(work);
        }
    }

    private UnpackedImage assemble(String hex, ImagePull.Description description, Path work) throws IOException {
        Path root = Files.createDirectory(work.resolve("root"));
        owner.give(root);
        RootAssembler assembler = new RootAssembler(root, owner);
        for (ImagePull.Layer layer : description.layers()) {
            assembler.add(layers.root(layer.digest().hex()), layers.removals(layer.digest().hex()));
        }
        assembler.finish(description.config().folder());
        ImageUser user = ImageUser.resolve(description.config().user(), root);
        return new UnpackedImage(hex, description.config(),
            description.layers().stream().map(layer -> layer.digest().hex()).toList(), user.user(), user.group());
    }
}
