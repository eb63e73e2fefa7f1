/** The members of resources. */
package io.leengine.engine.member;
