/** Writes distributions: a base with other parts in it, resolved, locked, listed and ready to run. */
package io.leengine.export;
