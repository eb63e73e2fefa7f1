/** Commands in instances, over a WebSocket. */
package io.leengine.rest.exec;
