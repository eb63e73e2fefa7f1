/** Logs: of applications, and the engine's own. */
package io.leengine.cli.logs;
