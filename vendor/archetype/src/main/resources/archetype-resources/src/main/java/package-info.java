/** A plugin for the seam @seam@. Nothing of it is exported: the platform knows it as a @type@. */
package @package@;
