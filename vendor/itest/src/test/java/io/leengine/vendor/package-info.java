/** The vendor's way, walked from the archetype to a plugin in a running platform. */
package io.leengine.vendor;
