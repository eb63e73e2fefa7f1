package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A cluster somebody else runs. */
final class ExternalCell implements TestCell {

    private final Path kubeconfig;
    private ApiClient api;

    ExternalCell(Path kubeconfig) {
        if (!Files.isReadable(kubeconfig)) {
            throw new TestCellException(kubeconfig + " is not readable; name the kubeconfig of a cluster,"
                + " or none to have one started");
        }
        this.kubeconfig = kubeconfig;
    }

    @Override
    public String name() {
        return "external";
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public Path kubeconfig(String user) {
        if (user.equals("admin")) {
            return kubeconfig;
        }
        throw unsupported("a kubeconfig for " + user);
    }

    @Override
    public Path serviceAccountKubeconfig(String namespace, String account, Duration valid) {
        throw unsupported("a kubeconfig for a service account");
    }

    @Override
    public synchronized ApiClient api() {
        if (api == null) {
            try {
                api = ApiClient.of(kubeconfig);
            } catch (IOException e) {
                throw new TestCellException(e.getMessage(), e);
            }
        }
        return api;
    }

    @Override
    public int apiPort() {
        return api().server().getPort();
    }

    @Override
    public CellPart part(String name) {
        throw unsupported("to control " + name);
    }

    @Override
    public List<CellPart> parts() {
        return List.of();
    }

    @Override
    public String nodeName() {
        throw unsupported("a node of its own");
    }

    @Override
    public String nodeAddress() {
        throw unsupported("a node of its own");
    }

    @Override
    public void importImages(Path archive) {
        throw unsupported("to import images");
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("the cluster of " + kubeconfig + " was not started here, which rules out " + what
            + "; take away the setting that names it to have a cell started");
    }

    @Override
    public synchronized void close() {
        if (api != null) {
            api.close();
        }
    }
}
