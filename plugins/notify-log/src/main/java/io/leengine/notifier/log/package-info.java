/** The notifier that writes notices to the log. */
package io.leengine.notifier.log;
