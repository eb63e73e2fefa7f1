package io.leengine.rest.view;

/** A password for a user. */
@Doc("A password for a user.")
public record NewPassword(@Doc(value = "12 to 128 characters, and not the user's name.",
        example = "correct horse battery staple", longest = 1_024) String password) {
    /** Hides it. */
    @Override
    public String toString() {
        return "NewPassword[]";
    }
}
