package io.leengine.builder.maven;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BaseImagePublisher;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.Builder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** One configured builder. */
@Component(configurationPid = "io.leengine.builder.maven", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Builder.class)
@Designate(ocd = MavenBuilderComponent.Settings.class, factory = true)
public final class MavenBuilderComponent implements Builder, BaseImagePublisher {
    /** What can be set. */
    @ObjectClassDefinition(name = "Builder: Maven projects and Dockerfiles",
        description = "Builds Maven projects into images on this machine.")
    public @interface Settings {
        /** {@code leengine.name}. */
        @AttributeDefinition(name = "Name", description = "Names this builder.")
        String leengine_name();

        /** {@code folder}. */
        @AttributeDefinition(name = "Folder", description = "Work and caches. No other builder may use it.")
        String folder();

        /** {@code maven}. */
        @AttributeDefinition(name = "Maven", required = false,
            description = "Path of the program mvn. Empty: the one on the PATH.")
        String maven() default "";

        /** {@code javaHome}. */
        @AttributeDefinition(name = "JDK", required = false,
            description = "Folder of the JDK that compiles and that base images are made of. Empty: the engine's own.")
        String javaHome() default "";

        /** {@code seedRepository}. */
        @AttributeDefinition(name = "Seed repository", required = false, description = "Folder of a Maven repository "
            + "whose releases are taken before the network is asked; builds can read all of it. Empty: .m2/repository "
            + "in the home folder, if there is one. '-': none.")
        String seedRepository() default "";

        /** {@code userSettings}. */
        @AttributeDefinition(name = "Maven settings", required = false, description = "A settings.xml with mirrors and "
            + "proxies; builds can read it. Empty: .m2/settings.xml in the home folder, if there is one. '-': none.")
        String userSettings() default "";

        /** {@code concurrency}. */
        @AttributeDefinition(name = "Runs at once", min = "1", max = "64", required = false,
            description = "How many runs go on at the same time.")
        int concurrency() default 1;

        /** {@code registries}. */
        @AttributeDefinition(name = "Other registries", required = false, cardinality = 64,
            description = "Hosts (with port) that a FROM may name besides the platform's registry.")
        String[] registries() default {};

        /** {@code buildah}. */
        @AttributeDefinition(name = "buildah", required = false, description = "Path of the program buildah, for "
            + "Dockerfiles with RUN. Empty: the one on the PATH. '-': none.")
        String buildah() default "";

        /** {@code sandbox}. */
        @AttributeDefinition(name = "Sandbox", required = false, description = "What compiles are locked up with.",
            options = {@Option(label = "What works", value = "auto"), @Option(value = "bubblewrap"),
                @Option(value = "unshare")})
        String sandbox() default "auto";
    }

    private static final String NONE = "-";

    private final MavenBuilder builder;

    /** Starts the builder. */
    @Activate
    public MavenBuilderComponent(Settings settings) throws IOException {
        builder = new MavenBuilder(settings(settings));
    }

    private static BuilderSettings settings(Settings it) {
        Path home = Path.of(System.getProperty("user.home"), ".m2");
        return new BuilderSettings(it.leengine_name(), Path.of(it.folder()), Programs.setting(it.maven(), "mvn"),
            Path.of(it.javaHome().isBlank() ? System.getProperty("java.home") : it.javaHome()),
            path(it.seedRepository(), home.resolve("repository")).filter(Files::isDirectory),
            path(it.userSettings(), home.resolve("settings.xml")).filter(Files::isRegularFile), it.concurrency(),
            new HashSet<>(List.of(it.registries())),
            it.buildah().equals(NONE) ? Optional.empty() : Programs.setting(it.buildah(), "buildah"), it.sandbox());
    }

    private static Optional<Path> path(String setting, Path otherwise) {
        return setting.equals(NONE) ? Optional.empty()
            : Optional.of(setting.isBlank() ? otherwise : Path.of(setting).toAbsolutePath());
    }

    /** Ends all runs. */
    @Deactivate
    void stop() throws IOException {
        builder.close();
    }

    @Override
    public String name() {
        return builder.name();
    }

    @Override
    public Health health() {
        return builder.health();
    }

    @Override
    public BuildResult build(CallContext context, BuildRequest request, BuildListener listener)
            throws InterruptedException {
        return builder.build(context, request, listener);
    }

    @Override
    public void clearCache(CallContext context, String codeBuild) throws InterruptedException {
        builder.clearCache(context, codeBuild);
    }

    @Override
    public String tag() {
        return builder.tag();
    }

    @Override
    public Digest publish(CallContext context, String registry, Credentials credentials, String image)
            throws InterruptedException {
        return builder.publish(context, registry, credentials, image);
    }
}
