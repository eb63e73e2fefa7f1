/** The store: the engine's ports over SQL, on H2 in a file or on PostgreSQL. Nothing here is exported. */
package io.leengine.store;
