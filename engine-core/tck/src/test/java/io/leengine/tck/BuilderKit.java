package io.leengine.tck;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BaseImagePublisher;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.BuildStage;
import io.leengine.spi.builder.Builder;
import io.leengine.tck.reference.MemoryBuilder;
import io.leengine.tck.reference.MemoryForge;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link BuilderConformance} on {@link MemoryBuilder}. */
final class BuilderKit extends BuilderConformance {
    static final List<Breaker<Builder>> BREAKERS = List.of(
        Breaker.<Builder>that("tells no commit", "aBranchBecomesAnImageTaggedWithItsCommit")
            .on("build", call -> call.with(2, new Telling(call) {
                @Override
                public void commit(String commit) {
                    // Kept to itself.
                }
            })),
        Breaker.<Builder>that("tells stages out of order", "aBranchBecomesAnImageTaggedWithItsCommit")
            .on("build", call -> {
                call.argument(2, BuildListener.class).stage(BuildStage.PUSH);
                return call.proceed();
            }),
        Breaker.<Builder>that("goes on when its listener throws", "aListenerThatThrowsEndsTheRun")
            .on("build", call -> call.with(2, new Telling(call) {
                @Override
                public void stage(BuildStage stage) {
                    try {
                        super.stage(stage);
                    } catch (IllegalStateException e) {
                        call.memory().put("ignored", e);
                    }
                }
            })),
        Breaker.<Builder>that("tells more than the log may hold", "theLogKeepsToItsLimit")
            .on("build", call -> call.with(1, changed(request(call), request(call).runId(), 1 << 20))),
        Breaker.<Builder>that("gives another digest each time", "theSameSourceGivesTheSameDigest")
            .on("build", call -> {
                BuildResult result = (BuildResult) call.proceed();
                return new BuildResult(result.commit(), result.tag(),
                    Digest.of(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8)));
            }),
        Breaker.<Builder>that("does not end at its time", "pastItsTimeARunEnds", "aCallWithoutTimeLeftTimesOut")
            .on("build", call -> call.with(0, CallContext.of("defect", Duration.ofHours(1)))),
        Breaker.<Builder>that("joins no run", "theSameRunIsJoined")
            .on("build", call -> call.with(1,
                changed(request(call), UUID.randomUUID().toString(), request(call).logLimit()))),
        Breaker.<Builder>that("does not end its runs when closed", "closingEndsARunUnderWay")
            .on("build", call -> {
                if (!request(call).compile().isEmpty()) {
                    call.memory().put("hanging", true);
                }
                return call.proceed();
            })
            .closing((real, closer, memory) -> {
                if (!memory.containsKey("hanging")) {
                    closer.close(real);
                }
            }),
        Breaker.<Builder>that("says INVALID of what is not there", "whatIsNotThereIsNotFound")
            .on("build", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    throw e.code() == ErrorCode.NOT_FOUND
                        ? EngineException.invalid(e.field().orElse(""), e.getMessage()) : e;
                }
            }),
        Breaker.<Builder>that("names no field", "badInputIsInvalidAndNamesItsField",
                "whatIsMalformedIsInvalidAndTheFieldIsTheOneAtFault")
            .on("build", call -> {
                try {
                    return call.proceed();
                } catch (EngineException e) {
                    throw new EngineException(e.code(), e.getMessage(), e);
                }
            }),
        Breaker.<Builder>that("pushes its base image elsewhere", "aBaseImageIsPublishedIfDeclared")
            .on("ability", call -> ((Optional<?>) call.proceed()).map(Elsewhere::of)),
        Breaker.<Builder>that("makes base images and does not declare it", "abilitiesAreThoseDeclared",
                "aBaseImageIsPublishedIfDeclared")
            .declaring(),
        Breaker.<Builder>that("loses one of two images built at once", "fiftyThreadsAtOnceLoseNothing")
            .on("build", call -> request(call).tag().isPresent() && Defects.second(call, "")
                ? new BuildResult("0", "t", Digest.of(new byte[0])) : call.proceed()),
        Breaker.<Builder>that("leaves a thread behind", "closeLeavesNothingBehind")
            .on("clearCache", call -> {
                Defects.leaveThread();
                return call.proceed();
            }));

    @RegisterExtension
    final Chosen<Builder> chosen = new Chosen<>(Builder.class, BREAKERS);

    private final MemoryForge forge = new MemoryForge();

    private static BuildRequest request(Breaker.Call<Builder> call) {
        return call.argument(1, BuildRequest.class);
    }

    private static BuildRequest changed(BuildRequest it, String runId, long logLimit) {
        return new BuildRequest(runId, it.codeBuild(), it.repository(), it.repositoryCredentials(), it.ref(), it.folder(),
            it.dockerfile(), it.compile(), it.registry(), it.registryCredentials(), it.image(), it.tag(), logLimit);
    }

    /** Everything here is in memory. */
    @Override
    protected Duration patience() {
        return super.patience().dividedBy(4);
    }

    @Override
    protected Builder open() {
        return chosen.open(new MemoryBuilder("memory", forge));
    }

    @Override
    protected void close(Builder opened) throws Exception {
        chosen.close(opened, real -> ((MemoryBuilder) real).close());
    }

    @Override
    protected Set<Ability> abilities() {
        return chosen.abilities(Ability.BASE_IMAGE_PUBLISHER);
    }

    @Override
    protected Source newSource(Path folder) {
        String url = "file://" + folder;
        MemoryForge.Repository repository = forge.repository(url);
        return new Source() {
            @Override
            public String url() {
                return url;
            }

            @Override
            public String commit(String branch, Map<String, String> files) {
                return repository.commit(branch, files);
            }

            @Override
            public void tag(String branch, String tag) {
                repository.tag(branch, tag);
            }
        };
    }

    @Override
    protected String registry() {
        return "127.0.0.1:5000";
    }

    @Override
    protected Credentials credentials() {
        return new Credentials("builder", "secret");
    }

    @Override
    protected Optional<byte[]> manifest(String image, String tag) {
        return forge.manifest(image, tag);
    }

    @Override
    protected Map.Entry<Map<String, String>, List<String>> hangingProject() {
        return Map.entry(Map.of("Dockerfile", "FROM scratch\n"), List.of(MemoryBuilder.HANG + HANGING));
    }

    /** A listener that hears what another does. */
    private static class Telling implements BuildListener {
        private final BuildListener real;

        Telling(Breaker.Call<Builder> call) {
            this.real = call.argument(2, BuildListener.class);
        }

        @Override
        public void stage(BuildStage stage) {
            real.stage(stage);
        }

        @Override
        public void line(String text) {
            real.line(text);
        }

        @Override
        public void commit(String commit) {
            real.commit(commit);
        }
    }

    /** Publishes to a repository nobody asked for. */
    private record Elsewhere(BaseImagePublisher real) implements BaseImagePublisher {
        static Object of(Object real) {
            return new Elsewhere((BaseImagePublisher) real);
        }

        @Override
        public String tag() {
            return real.tag();
        }

        @Override
        public Digest publish(CallContext context, String registry, Credentials credentials, String image)
                throws InterruptedException {
            return real.publish(context, registry, credentials, image + "-elsewhere");
        }
    }
}
