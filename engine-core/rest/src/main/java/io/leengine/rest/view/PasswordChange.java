package io.leengine.rest.view;

/** A change of one's own password. */
@Doc("A change of one's own password.")
public record PasswordChange(@Doc(value = "The password until now.", longest = 1_024) String present,
        @Doc(value = "The password from now on.", longest = 1_024) String next) {
    /** Hides both. */
    @Override
    public String toString() {
        return "PasswordChange[]";
    }
}
