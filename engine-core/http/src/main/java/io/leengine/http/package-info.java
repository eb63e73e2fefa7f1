/**
 * The engine's one HTTP listener. A handler is mounted by registering it as a service {@code io.undertow.server.HttpHandler}
 * with the property {@link io.leengine.http.HttpEndpoint#PATH}; it runs in a virtual thread of its own, in blocking mode.
 */
@Export
@Version("1.0.0")
package io.leengine.http;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
