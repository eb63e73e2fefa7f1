/** The registry: the OCI distribution API and its token service, over any registry storage. */
package io.leengine.registry;
