/** Images and their tags. */
package io.leengine.cli.images;
