package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a cell takes of this machine, kept in its folder from before the first of it is taken, so that whoever ends it finds all
 * of it.
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
     * What a node takes.
     *
     * @param address its address, which is the bridge's; null until it has a network
     * @param subnet  of its pods, such as {@code 10.200.3.0/24}; null until it has a network
     * @param cgroup  its folder in every hierarchy of cgroups, without a slash
     */
    record NodeState(String name, String address, String bridge, String subnet, String cgroup, int kubeletPort) {
    }

    /** The same with the network that its node has now. */
    CellState withNetwork(String address, String subnet) {
        return new CellState(name, ports, etcdFolder,
            new NodeState(node.name(), address, node.bridge(), subnet, node.cgroup(), node.kubeletPort()));
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
