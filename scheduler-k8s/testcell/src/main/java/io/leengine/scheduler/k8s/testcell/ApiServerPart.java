package io.leengine.scheduler.k8s.testcell;

import java.nio.file.Path;
import java.util.List;

/**
 * kube-apiserver. kube-controller-manager and kube-scheduler end when they begin while it does not answer; nobody else starts
 * them again here, so they are when it is.
 *
 * @param server  it
 * @param clients those that may have given up
 */
record ApiServerPart(CellProcess server, List<CellProcess> clients) implements CellPart {

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public boolean alive() {
        return server.alive();
    }

    @Override
    public Path log() {
        return server.log();
    }

    @Override
    public void start() throws InterruptedException {
        server.start();
        for (CellProcess client : clients) {
            if (client.known()) {
                client.start();
            }
        }
    }

    @Override
    public void stop() throws InterruptedException {
        server.stop();
    }

    @Override
    public void kill() throws InterruptedException {
        server.kill();
    }

    @Override
    public void pause() throws InterruptedException {
        server.pause();
    }

    @Override
    public void resume() throws InterruptedException {
        server.resume();
    }
}
