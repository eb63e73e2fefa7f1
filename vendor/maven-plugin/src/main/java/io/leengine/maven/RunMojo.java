package io.leengine.maven;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/**
 * Packages the plugin of this project, starts a platform with it, and puts every later build into the running platform:
 * on each save under {@code src/main}, of {@code pom.xml} or {@code bnd.bnd}. Ctrl-C ends the platform; its data stays in
 * {@code target/leengine} until {@code mvn clean}.
 */
@Mojo(name = "run", requiresProject = true, threadSafe = true)
public final class RunMojo extends AbstractMojo {
    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    /** The exported distribution to run; else {@code LEENGINE_HOME}, else that of the {@code leengine} on the PATH. */
    @Parameter(property = "leengine.home")
    private String home;

    /** The platform's data folder. */
    @Parameter(property = "leengine.data", defaultValue = "${project.build.directory}/leengine")
    private String data;

    /** Port of the API; 0 takes 7080 if it is free, else another one. */
    @Parameter(property = "leengine.http.port", defaultValue = "0")
    private int httpPort;

    /** Port of the load balancer; 0 takes 7088 if it is free, else another one. */
    @Parameter(property = "leengine.lb.port", defaultValue = "0")
    private int balancerPort;

    /** Name of the part that is made of the plugin; {@code -} makes none. */
    @Parameter(property = "leengine.part", defaultValue = "dev")
    private String part;

    /** The part's settings. */
    @Parameter
    private Map<String, String> settings;

    /** Ends after so many builds; 0 for never. For tests. */
    @Parameter(property = "leengine.run.builds", defaultValue = "0")
    private int builds;

    /** How long the platform may take to start, and to take up a build, in seconds. */
    @Parameter(property = "leengine.patience", defaultValue = "90")
    private int patience;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        try {
            run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted.", e);
        } catch (IOException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    private void run() throws IOException, InterruptedException, MojoFailureException, MojoExecutionException {
        Path base = project.getBasedir().toPath();
        Path jar = Path.of(project.getBuild().getDirectory(), project.getBuild().getFinalName() + ".jar");
        Path distribution = Distribution.find(home, System.getenv());
        PluginBuild build = new PluginBuild(session, base, jar, getLog());
        if (!build.run()) {
            throw new MojoFailureException("The plugin does not build.");
        }
        BuiltPlugin plugin = BuiltPlugin.read(jar);
        Path dataFolder = Path.of(data).toAbsolutePath();
        PluginFolder folder = new PluginFolder(dataFolder.resolve("plugins"), project.getArtifactId() + ".jar");
        folder.put(jar);
        Duration limit = Duration.ofSeconds(patience);
        // Watched from before the platform starts: what is saved meanwhile is not missed.
        try (SourceWatch sources = new SourceWatch(base, List.of("src/main"), List.of("pom.xml", "bnd.bnd"));
                RunningPlatform platform = RunningPlatform.start(distribution, dataFolder, httpPort, balancerPort,
                    getLog())) {
            platform.listenFor(plugin.name(), folder.name());
            platform.awaitReady(limit);
            PlatformApi api = PlatformApi.logIn(platform.url(), dataFolder.resolve("admin-password"), limit);
            getLog().info("platform: up at " + platform.url() + "; log in with");
            getLog().info("  leengine login --url " + platform.url() + " --user admin --password-file "
                + dataFolder.resolve("admin-password"));
            Arrival arrival = new Arrival(api, part.equals("-") ? "" : part, settings == null ? Map.of()
                : new TreeMap<>(settings), limit, getLog());
            report(arrival.await(plugin, platform));
            for (int done = 1; builds == 0 || done < builds; done++) {
                getLog().info("waiting for a save under src/main; Ctrl-C ends the platform");
                List<Path> saved = sources.await(platform::isAlive);
                if (saved.isEmpty()) {
                    throw new MojoFailureException("The platform ended with code " + platform.exitCode()
                        + "; its log is " + dataFolder.resolve("log/engine.log"));
                }
                reload(base, build, saved, folder, jar, arrival, platform);
            }
        }
    }

    private void reload(Path base, PluginBuild build, List<Path> saved, PluginFolder folder, Path jar, Arrival arrival,
            RunningPlatform platform) throws IOException, InterruptedException {
        getLog().info("saved: " + base.relativize(saved.get(0)) + (saved.size() > 1 ? " and more" : ""));
        if (!build.run()) {
            getLog().error("it does not build; the platform goes on with the one before");
            return;
        }
        platform.forgetRefusal();
        folder.put(jar);
        report(arrival.await(BuiltPlugin.read(jar), platform));
    }

    private void report(List<String> obstacles) {
        for (String obstacle : obstacles) {
            getLog().error(obstacle);
        }
    }
}
