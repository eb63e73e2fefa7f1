/** Images, and what the registry asks. */
package io.leengine.engine.image;
