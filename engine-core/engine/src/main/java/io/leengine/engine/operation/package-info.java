/** Operations: how the work that a change begins goes on and ends, told from what is stored and seen. */
package io.leengine.engine.operation;
