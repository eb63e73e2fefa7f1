/** Measurements of the engine's core by itself, run by hand: each is a main class. */
package io.leengine.engine.bench;
