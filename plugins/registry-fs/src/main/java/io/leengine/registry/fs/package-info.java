/** Registry storage on a file system. */
package io.leengine.registry.fs;
