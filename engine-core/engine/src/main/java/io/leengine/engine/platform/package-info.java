/** Parts, plugins, bundles, the seed. */
package io.leengine.engine.platform;
