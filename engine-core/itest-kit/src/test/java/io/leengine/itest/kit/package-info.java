/** The conformance kit on the plugins of the exported embedded distribution, as they are deployed. */
package io.leengine.itest.kit;
