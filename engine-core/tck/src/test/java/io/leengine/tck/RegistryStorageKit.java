package io.leengine.tck;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.BlobInfo;
import io.leengine.spi.registry.RegistryStorage.Page;
import io.leengine.tck.reference.MemoryRegistryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link RegistryStorageConformance} on {@link MemoryRegistryStorage}. */
final class RegistryStorageKit extends RegistryStorageConformance {
    static final List<Breaker<RegistryStorage>> BREAKERS = List.of(
        Breaker.<RegistryStorage>that("appends at any offset", "aWrongOffsetIsAConflictAndChangesNothing",
                "twoWritersOfOneUploadDoNotMix")
            .on("append", call -> {
                Optional<Long> size = call.real().uploadSize(call.argument(0, String.class),
                    call.argument(1, String.class));
                Object appended;
                do {
                    try {
                        appended = call.with(2, size.orElse(0L));
                    } catch (EngineException e) {
                        size = call.real().uploadSize(call.argument(0, String.class), call.argument(1, String.class));
                        if (e.code() != ErrorCode.CONFLICT || size.isEmpty()) {
                            throw e;
                        }
                        appended = null;
                    }
                } while (appended == null);
                return appended;
            }),
        Breaker.<RegistryStorage>that("takes content of another digest", "aMismatchIsRefusedAndTheUploadIsGone")
            .on("commitUpload", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    if (e.code() == ErrorCode.DIGEST_MISMATCH) {
                        return null;
                    }
                    throw e;
                }
            }),
        Breaker.<RegistryStorage>that("removes blobs with their repository",
                "deletingARepositoryLeavesBlobsAndOtherRepositories")
            .on("deleteRepository", call -> {
                Object done = call.proceed();
                for (BlobInfo blob : call.real().blobs(Optional.empty(), 100).items()) {
                    call.real().deleteBlob(blob.digest());
                }
                return done;
            }),
        Breaker.<RegistryStorage>that("lists tags as they come", "tagsAndManifestsAreListedPageByPageInOrder")
            .on("tags", call -> {
                Page<?> page = (Page<?>) call.proceed();
                return new Page<>(page.items().reversed(), page.more());
            }),
        Breaker.<RegistryStorage>that("says there is no more when there is",
                "tagsAndManifestsAreListedPageByPageInOrder", "blobsAreListedPageByPageInTheOrderOfDigests")
            .on("tags", call -> new Page<>(((Page<?>) call.proceed()).items(), false))
            .on("blobs", call -> new Page<>(((Page<?>) call.proceed()).items(), false)),
        Breaker.<RegistryStorage>that("drops uploads when closed", "anUploadIsResumedAfterReopening")
            .on("beginUpload", call -> {
                String upload = (String) call.proceed();
                call.memory().put(upload, call.argument(0, String.class));
                return upload;
            })
            .closing((real, closer, memory) -> {
                for (Map.Entry<String, Object> upload : memory.entrySet()) {
                    real.cancelUpload((String) upload.getValue(), upload.getKey());
                }
                closer.close(real);
            }),
        Breaker.<RegistryStorage>that("loses a tag when two set one at once", "fiftyThreadsAtOnceLoseNothing")
            .on("putTag", call -> Defects.second(call, "") ? null : call.proceed()),
        Breaker.<RegistryStorage>that("leaves a file open", "closeLeavesNothingBehind")
            .on("openBlob", call -> {
                Defects.leaveFile();
                return call.proceed();
            }),
        Breaker.<RegistryStorage>that("swallows an interrupt", "anInterruptedCallEndsAndARepeatCompletesIt")
            .on("tag", Defects::swallowInterrupt),
        Breaker.<RegistryStorage>that("does not check a repository's name", "badInputIsInvalidAndNamesItsField")
            .on("tags", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    if (e.field().filter("repository"::equals).isPresent()) {
                        return new Page<>(List.of(), false);
                    }
                    throw e;
                }
            }),
        Breaker.<RegistryStorage>that("acknowledges a blob before it is safe",
                "aKillLosesNothingAcknowledgedAndShowsNothingHalf")
            .on("commitUpload", call -> {
                // Every other one is written later, by a thread that a kill ends.
                if (call.count() % 2 == 0 || !call.argument(0, String.class).equals("team/hello")) {
                    return call.proceed();
                }
                call.real().cancelUpload(call.argument(0, String.class), call.argument(1, String.class));
                return null;
            }),
        Breaker.<RegistryStorage>that("lists links that are removed, and those of others",
                "linksAreListedPageByPageInTheOrderOfDigestsIfDeclared")
            .on("ability", call -> call.arguments()[0] == HoldingsListing.class
                ? Optional.of(new Everything(call.real())) : call.proceed()),
        Breaker.<RegistryStorage>that("lists no upload that holds nothing yet", "uploadsAreListedUntilTheyEndIfDeclared")
            .on("ability", call -> call.arguments()[0] == HoldingsListing.class
                ? Optional.of(new Begun(call.real())) : call.proceed()),
        Breaker.<RegistryStorage>that("lists as holders only who has manifests",
                "whoHoldsOnlyLinksOrUploadsIsListedIfDeclared")
            .on("ability", call -> call.arguments()[0] == HoldingsListing.class
                ? Optional.of(new Finished(call.real())) : call.proceed()),
        Breaker.<RegistryStorage>that("lists holdings and does not declare it", "abilitiesAreThoseDeclared",
                "linksAreListedPageByPageInTheOrderOfDigestsIfDeclared", "uploadsAreListedUntilTheyEndIfDeclared",
                "whoHoldsOnlyLinksOrUploadsIsListedIfDeclared")
            .declaring());

    /** Takes every stored blob for linked. */
    private record Everything(RegistryStorage real) implements HoldingsListing {
        @Override
        public Page<Digest> links(String repository, Optional<Digest> after, int limit) throws InterruptedException {
            RegistryStorageFixture.listing(real).links(repository, after, limit);
            Page<BlobInfo> page = real.blobs(after, limit);
            return new Page<>(page.items().stream().map(BlobInfo::digest).toList(), page.more());
        }

        @Override
        public Page<Upload> uploads(String repository, Optional<String> after, int limit) throws InterruptedException {
            return RegistryStorageFixture.listing(real).uploads(repository, after, limit);
        }

        @Override
        public Page<String> holders(Optional<String> after, int limit) throws InterruptedException {
            return RegistryStorageFixture.listing(real).holders(after, limit);
        }
    }

    /** Leaves out uploads without a byte. */
    private record Begun(RegistryStorage real) implements HoldingsListing {
        @Override
        public Page<Digest> links(String repository, Optional<Digest> after, int limit) throws InterruptedException {
            return RegistryStorageFixture.listing(real).links(repository, after, limit);
        }

        @Override
        public Page<Upload> uploads(String repository, Optional<String> after, int limit) throws InterruptedException {
            Page<Upload> page = RegistryStorageFixture.listing(real).uploads(repository, after, limit);
            return new Page<>(page.items().stream().filter(upload -> upload.size() > 0).toList(), page.more());
        }

        @Override
        public Page<String> holders(Optional<String> after, int limit) throws InterruptedException {
            return RegistryStorageFixture.listing(real).holders(after, limit);
        }
    }

    /** Leaves out repositories without a manifest. */
    private record Finished(RegistryStorage real) implements HoldingsListing {
        @Override
        public Page<Digest> links(String repository, Optional<Digest> after, int limit) throws InterruptedException {
            return RegistryStorageFixture.listing(real).links(repository, after, limit);
        }

        @Override
        public Page<Upload> uploads(String repository, Optional<String> after, int limit) throws InterruptedException {
            return RegistryStorageFixture.listing(real).uploads(repository, after, limit);
        }

        @Override
        public Page<String> holders(Optional<String> after, int limit) throws InterruptedException {
            Page<String> page = RegistryStorageFixture.listing(real).holders(after, limit);
            List<String> finished = new ArrayList<>();
            for (String repository : page.items()) {
                if (!real.manifests(repository, Optional.empty(), 1).items().isEmpty()) {
                    finished.add(repository);
                }
            }
            return new Page<>(finished, page.more());
        }
    }

    @RegisterExtension
    final Chosen<RegistryStorage> chosen = new Chosen<>(RegistryStorage.class, BREAKERS);

    private final MemoryRegistryStorage.Store store = new MemoryRegistryStorage.Store();

    @Override
    protected Set<Ability> abilities() {
        return chosen.abilities(Ability.HOLDINGS_LISTING);
    }

    @Override
    protected RegistryStorage open() {
        return chosen.open(new MemoryRegistryStorage("memory", store));
    }

    @Override
    protected void close(RegistryStorage opened) throws Exception {
        chosen.close(opened, real -> ((MemoryRegistryStorage) real).close());
    }

    @Override
    protected Process startWorker() {
        return new ThreadProcess(out -> work(open(), out));
    }
}
