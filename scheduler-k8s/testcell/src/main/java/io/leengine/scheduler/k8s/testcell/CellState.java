package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a cell has taken of this machine, kept in its folder from the first moment on, so that whoever ends it finds all of it.
 *
 * @param ports      where its processes listen
 * @param etcdFolder where etcd's data is
 * @param node       what its node has taken; null for a control plane
 */
record CellState(String name, Ports ports, String etcdFolder, NodeState node) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Where its processes listen on 127.0.0.1. */
    record Ports(int api, int etcd, int etcdPeer, int controllerManager, int scheduler) {

        static Ports free(LoopbackPorts free) throws IOException {
            return new Ports(free.next(), free.next(), free.next(), free.next(), free.next());
        }
    }

    /**
     * What a node has taken.
     *
     * @param address its address, which is the bridge's
     * @param subnet  of its pods, such as {@code 10.200.3.0/24}
     * @param cgroup  its folder in every hierarchy of cgroups, without a slash
     */
    record NodeState(String name, String address, String bridge, String subnet, String cgroup, int kubeletPort) {
    }

    void write(CellFolder folder) throws IOException {
        OwnFiles.write(folder.state(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
    }

    /** Reads it. @throws TestCellException when there is no cell in that folder */
    static CellState read(CellFolder folder) throws IOException {
        Path file = folder.state();
        try {
            return JSON.readValue(Files.readString(file), CellState.class);
        } catch (NoSuchFileException e) {
            throw new TestCellException("there is no cell in " + folder.root() + "; start one there with: up " + folder.root(), e);
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }
}
