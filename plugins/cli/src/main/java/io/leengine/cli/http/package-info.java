/** HTTP to an engine: requests, problems, streams of events. */
package io.leengine.cli.http;
