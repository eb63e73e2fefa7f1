/** Images: pulled by digest, unpacked once, and put together to one read-only root folder each. */
package io.leengine.scheduler.local.image;
