/** The engine on this machine: up, down, status, logs. */
package io.leengine.cli.engine;
