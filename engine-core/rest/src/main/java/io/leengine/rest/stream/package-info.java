/** Server-sent events: logs, build logs, changes. */
package io.leengine.rest.stream;
