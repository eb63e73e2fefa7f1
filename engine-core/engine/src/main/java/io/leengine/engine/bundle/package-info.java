/** Bundle files: received, examined, kept, and whether they fit what runs. Knows the framework, but no seam. */
package io.leengine.engine.bundle;
