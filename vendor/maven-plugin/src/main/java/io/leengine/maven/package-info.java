/** The Maven plugin for vendors: one command runs a plugin in a platform and reloads it on each save. */
package io.leengine.maven;
