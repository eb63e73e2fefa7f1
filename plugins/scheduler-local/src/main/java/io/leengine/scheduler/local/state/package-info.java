/** What is kept on disk. */
package io.leengine.scheduler.local.state;
