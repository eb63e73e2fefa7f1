package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Kubernetes cluster to test with: one that was started on this machine, or one there is already, of which nothing is started,
 * stopped or made to fail. Safe for many threads; stopping and starting parts is for one at a time.
 */
public sealed interface TestCell extends AutoCloseable permits StartedCell, ExternalCell {

    /**
     * Starts a cell and waits until it can be used. It ends with {@link #close()}, or with this program at the latest.
     *
     * @throws TestCellException    when that fails; nothing is left then
     * @throws InterruptedException when the thread is interrupted; nothing is left then
     */
    static TestCell start(TestCellOptions options) throws InterruptedException {
        System.Logger log = System.getLogger(TestCell.class.getName());
        return start(options, it -> log.log(System.Logger.Level.INFO, it));
    }

    /** The same, with somebody who is told what long work is at. */
    static TestCell start(TestCellOptions options, Consumer<String> progress) throws InterruptedException {
        return new CellStart(options, progress).start(true);
    }

    /** Starts a cell that outlives this program; {@link #open} and {@link #close()} end it. */
    static TestCell startDetached(TestCellOptions options, Consumer<String> progress) throws InterruptedException {
        return new CellStart(options, progress).start(false);
    }

    /**
     * The cell that runs in a folder, started by whoever.
     *
     * @throws TestCellException when there is none
     */
    static TestCell open(Path folder) {
        try {
            return StartedCell.open(new CellFolder(folder.toAbsolutePath().normalize()));
        } catch (IOException e) {
            throw new TestCellException("cannot read the cell in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** A cluster there is. What would start, stop or harm it throws {@link UnsupportedOperationException}. */
    static TestCell use(Path kubeconfig) {
        return new ExternalCell(kubeconfig.toAbsolutePath());
    }

    /** Its name. */
    String name();

    /** The administrator's kubeconfig, with the authority that the server is verified against. */
    Path kubeconfig();

    /** The kubeconfig of {@code admin}, {@code controller-manager}, {@code scheduler} or {@code node}. */
    Path kubeconfig(String user);

    /**
     * Makes a token for a service account, which has to be there, and a kubeconfig with it.
     *
     * @param valid for how long, at least ten minutes
     */
    Path serviceAccountKubeconfig(String namespace, String account, Duration valid) throws InterruptedException;

    /** Its API, as the administrator. Closed with the cell. */
    ApiClient api();

    /** Where its API listens on 127.0.0.1. */
    int apiPort();

    /** kube-apiserver, to make it fail. */
    default CellPart apiServer() {
        return part("kube-apiserver");
    }

    /** kubelet, to make it fail. */
    default CellPart kubelet() {
        return part("kubelet");
    }

    /** One of its processes. @throws IllegalArgumentException when it has none of that name; the message lists them */
    CellPart part(String name);

    /** Its processes, in the order they were started in. */
    List<CellPart> parts();

    /** The name of its node. @throws UnsupportedOperationException when it has none */
    String nodeName();

    /** The address of its node. @throws UnsupportedOperationException when it has none */
    String nodeAddress();

    /** Gives its node the images of an archive, as {@link ImageArchive} writes them. */
    void importImages(Path archive) throws InterruptedException;

    /** Ends exactly what was started for it, and removes all of it but its logs. Twice does nothing more. */
    @Override
    void close();
}
