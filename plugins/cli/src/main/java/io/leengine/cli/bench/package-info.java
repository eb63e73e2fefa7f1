/** Measures an engine of this distribution that is started for it. */
package io.leengine.cli.bench;
