package io.leengine.engine.domain;

/**
 * A member and the name of its user.
 *
 * @param member the member
 * @param name the user's name
 * @param ended whether the membership has ended
 */
public record NamedMember(Member member, String name, boolean ended) {
}
