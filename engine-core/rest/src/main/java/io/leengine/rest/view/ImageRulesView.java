package io.leengine.rest.view;

import io.leengine.engine.ImageTags;
import java.util.Optional;

/** The rules of an image. */
@Doc("The rules that are in force for the tags of an image.")
public record ImageRulesView(@Doc("What holds.") TagRulesView rules, @Doc("Whether they are its own.") boolean own,
        @Doc("The image group they are from; absent when they are its own, or there are none.") Optional<String> group) {
    /** Returns the view. */
    public static ImageRulesView of(ImageTags.Rules it) {
        return new ImageRulesView(TagRulesView.of(it.inForce()), it.own(), it.group());
    }
}
