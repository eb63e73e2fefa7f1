/** Who may do what: the role table and the checks against it. */
package io.leengine.engine.access;
