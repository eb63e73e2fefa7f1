package io.leengine.engine.store;

import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.TagRules;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The rules for tags, of images and of image groups, by id. */
@ProviderType
public interface TagRuleRows {
    /** Returns the rules of an image or of a group. */
    Optional<TagRules> find(ResourceKind kind, String subject);

    /** Writes the rules of an image or of a group, whose row is held by the caller. */
    void put(ResourceKind kind, String subject, TagRules rules);

    /** Removes them. Absent: does nothing. */
    void delete(ResourceKind kind, String subject);

    /** Returns images that have rules, of their own or by their group, in order. */
    List<String> ruled(Optional<String> afterRepository, int limit);
}
