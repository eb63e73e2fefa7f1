package io.leengine.rest.view;

import io.leengine.engine.ImageTags;
import io.leengine.engine.domain.ImageManifest;
import java.util.List;

/** A tag in full. */
@Doc("A tag in full.")
public record TagDetailView(TagView tag, @Doc("The layers, the lowest first.") List<LayerView> layers,
        @Doc("The manifests of an index.") List<LayerView> manifests,
        @Doc("What would be free without the tag and what only it refers to; 0 while another tag, or an index, needs that.")
        long freedBytes) {
    /** Returns the view. */
    public static TagDetailView of(ImageTags.Detail detail) {
        return new TagDetailView(TagView.of(detail.tag()),
            views(detail.manifest().map(ImageManifest::layers).orElse(List.of())),
            views(detail.manifest().map(ImageManifest::manifests).orElse(List.of())), detail.freedBytes());
    }

    private static List<LayerView> views(List<ImageManifest.Reference> references) {
        return references.stream().map(LayerView::of).toList();
    }
}
