package io.leengine.loadbalancer.embedded;

import java.io.OutputStream;

/** An upstream in a process of its own, to be killed. It prints its port, and ends when its input does. */
final class BackendProcess {
    private BackendProcess() {
    }

    public static void main(String[] arguments) throws Exception {
        try (RawServer server = new RawServer(RawServer.answering("doomed"))) {
            System.out.println(server.upstream("doomed").endpoint().port());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
