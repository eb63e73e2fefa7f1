package io.leengine.scheduler.local;

import io.leengine.scheduler.local.image.ImageStore;
import io.leengine.scheduler.local.sandbox.ControlGroups;
import io.leengine.scheduler.local.sandbox.Sandboxes;
import io.leengine.scheduler.local.state.CellFolder;
import java.net.http.HttpClient;

/**
 * What the instances of a cell share.
 *
 * @param options of the cell
 * @param folder its state
 * @param images its images
 * @param sandboxes makes sandboxes
 * @param groups limits them
 * @param ports gives ports
 * @param http asks health checks; follows no redirects
 * @param board shows instances
 * @param events keeps what happened
 * @param logs what instances print
 */
record Parts(Options options, CellFolder folder, ImageStore images, Sandboxes sandboxes, ControlGroups groups,
        Ports ports, HttpClient http, Board board, EventLog events, Logs logs) {
    InstanceLog log(String instance) {
        return logs.of(instance);
    }
}
