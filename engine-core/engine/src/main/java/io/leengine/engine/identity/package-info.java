/** Users, passwords, tokens, sessions, robots. */
package io.leengine.engine.identity;
