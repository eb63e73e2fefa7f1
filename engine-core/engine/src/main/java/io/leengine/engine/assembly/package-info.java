/** Where the engine is put together inside the framework. */
package io.leengine.engine.assembly;
