/** The embedded bus: the whole map in memory, every change in one append-only file before its call returns. */
package io.leengine.bus.embedded;
