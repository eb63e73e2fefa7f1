/** The platform: cells, groups, parts, plugins, bundles, activity, health. */
package io.leengine.cli.platform;
