/** The plugins that are there now, and what the cells have told. */
package io.leengine.engine.seam;
