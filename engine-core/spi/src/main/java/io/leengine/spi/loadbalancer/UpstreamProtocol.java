package io.leengine.spi.loadbalancer;

/** What is spoken to upstreams. */
public enum UpstreamProtocol {
    /** HTTP/1.1, WebSocket included. */
    HTTP,
    /** gRPC over HTTP/2 without TLS. */
    GRPC
}
