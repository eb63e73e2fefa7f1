/** The embedded scheduler: runs images as sandboxed processes on this machine. */
package io.leengine.scheduler.local;
