/** Changes of what the platform is made of, while it runs: checked before, tried after, taken back when they fail. */
package io.leengine.engine.swap;
