package io.leengine.rest.view;

/** A change of one's own password. */
@Doc("A change of one's own password.")
public record PasswordChange(@Doc("The password until now.") String present,
        @Doc("The password from now on.") String next) {
    /** Hides both. */
    @Override
    public String toString() {
        return "PasswordChange[]";
    }
}
