/** Tests inside the framework, on the bundles of the exported embedded distribution. */
package io.leengine.itest;
