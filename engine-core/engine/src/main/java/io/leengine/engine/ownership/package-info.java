/** Which engine does what, where several run side by side on one database. */
package io.leengine.engine.ownership;
