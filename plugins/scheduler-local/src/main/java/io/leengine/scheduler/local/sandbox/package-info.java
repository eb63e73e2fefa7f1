/** Processes apart from the rest of the machine: namespaces, root folders, control groups. */
package io.leengine.scheduler.local.sandbox;
