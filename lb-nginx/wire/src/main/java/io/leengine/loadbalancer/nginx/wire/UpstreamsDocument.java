package io.leengine.loadbalancer.nginx.wire;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.Collection;
import java.util.List;

/**
 * A domain's upstreams as they are on the bus.
 *
 * @param domain the revision that made the domain's key: upstreams of an earlier domain of the same name do not count
 * @param upstreams the upstreams
 */
public record UpstreamsDocument(long domain, List<One> upstreams) {
    /** Copies the list; none where none is given. */
    public UpstreamsDocument {
        upstreams = upstreams == null ? List.of() : List.copyOf(upstreams);
    }

    /**
     * One upstream.
     *
     * @param address literal address
     * @param port its port
     * @param weight its share
     * @param version the version it belongs to
     * @param cell the cell it runs in
     * @param instance the instance's id
     */
    public record One(String address, int port, int weight, String version, String cell, String instance) {
    }

    /** Returns the document of some upstreams of a domain. */
    public static UpstreamsDocument of(long domain, Collection<Upstream> upstreams) {
        return new UpstreamsDocument(domain, upstreams.stream().map(each -> new One(each.endpoint().address(),
            each.endpoint().port(), each.weight(), each.version(), each.cell(), each.instance())).toList());
    }

    /**
     * Returns the upstreams.
     *
     * @throws io.leengine.model.EngineException {@code INVALID} when one is out of bounds
     */
    public List<Upstream> list() {
        return upstreams.stream().map(each -> new Upstream(new Endpoint(each.address(), each.port()), each.weight(),
            each.version(), each.cell(), each.instance())).toList();
    }
}
