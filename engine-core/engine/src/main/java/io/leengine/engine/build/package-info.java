/** Code builds and their runs. */
package io.leengine.engine.build;
