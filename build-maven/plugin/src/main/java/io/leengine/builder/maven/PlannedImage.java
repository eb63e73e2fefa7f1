package io.leengine.builder.maven;

import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.leengine.builder.maven.dockerfile.CopiedFile;
import io.leengine.builder.maven.dockerfile.CopyResolver;
import io.leengine.builder.maven.dockerfile.CopyStep;
import io.leengine.builder.maven.dockerfile.ImagePlan;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts an {@link ImagePlan} and the files it copies into Jib's terms. */
final class PlannedImage {
    private final ImagePlan plan;
    private final CopyResolver files;
    private final RegistryAddress registry;
    private final Set<String> registries;

    /**
     * @param registry the platform's, which a FROM without a host means
     * @param registries others that a FROM may name
     */
    PlannedImage(ImagePlan plan, CopyResolver files, RegistryAddress registry, Set<String> registries) {
        this.plan = plan;
        this.files = files;
        this.registry = registry;
        this.registries = registries;
    }

    /** Looks the files up and returns what Jib builds from. */
    JibContainerBuilder prepare(JibPush push, RunLog log) throws IOException {
        JibContainerBuilder out = plan.from().isEmpty() ? Jib.fromScratch()
            : Jib.from(push.reference(baseImage(plan.from().get())));
        var layers = new ArrayList<FileEntriesLayer>();
        for (CopyStep step : plan.copies()) {
            layers.add(layer(step));
            log.line("Dockerfile line " + step.line() + ": " + layers.getLast().getEntries().size()
                + " files and folders to " + step.target());
        }
        out.setFileEntriesLayers(layers);
        plan.environment().forEach(out::addEnvironmentVariable);
        plan.labels().forEach(out::addLabel);
        plan.workingFolder().ifPresent(path -> out.setWorkingDirectory(AbsoluteUnixPath.get(path)));
        plan.user().ifPresent(out::setUser);
        plan.entrypoint().ifPresent(out::setEntrypoint);
        plan.arguments().ifPresent(out::setProgramArguments);
        out.setExposedPorts(plan.ports().stream().map(PlannedImage::port)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
        out.setVolumes(plan.volumes().stream().map(AbsoluteUnixPath::get)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
        return out;
    }

    private FileEntriesLayer layer(CopyStep step) throws IOException {
        List<CopiedFile> copied = files.resolve(step);
        var layer = FileEntriesLayer.builder().setName("line " + step.line());
        for (CopiedFile file : copied) {
            layer.addEntry(new FileEntry(file.source(), AbsoluteUnixPath.get(file.target()),
                FilePermissions.fromOctalString(String.format("%03o", file.mode())), Instant.ofEpochSecond(1),
                step.owner()));
        }
        return layer.build();
    }

    private static Port port(String text) {
        String[] both = text.split("/");
        return Port.parseProtocol(Integer.parseInt(both[0]), both[1]);
    }

    /** A first component with a dot, a colon or {@code localhost} is a host, as everywhere with images. */
    String baseImage(String written) {
        int slash = written.indexOf('/');
        String host = slash < 0 ? "" : written.substring(0, slash);
        if (!host.contains(".") && !host.contains(":") && !host.equals("localhost")) {
            return registry.text() + "/" + written;
        } else if (host.equals(registry.text()) || registries.contains(host)) {
            return written;
        }
        throw new EngineException(ErrorCode.UNSUPPORTED, "The Dockerfile starts FROM '" + written
            + "', and this builder does not pull from " + host + ".").withField("dockerfile")
            .withNextStep("Push the base image to the platform's registry and name it without a host, or let an "
                + "operator add the host to the builder's registries.");
    }
}
