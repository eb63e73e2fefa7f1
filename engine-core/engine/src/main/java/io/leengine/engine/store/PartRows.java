package io.leengine.engine.store;

import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Configured parts. */
@ProviderType
public interface PartRows {
    /** Adds a part; {@code ALREADY_EXISTS} when the seam has one of that name. */
    void insert(Part part);

    /** Returns a part. */
    Optional<Part> find(SeamKind seam, String name);

    /** Returns all parts, by seam and name. */
    List<Part> list();

    /** Writes plugin, settings, node limit and revision; whether it is drained stays. */
    void update(Part part);

    /** Writes whether a cell is drained, and nothing else. Absent: does nothing. */
    void drain(String cell, boolean drained);

    /** Removes a part. Absent: does nothing. */
    void delete(SeamKind seam, String name);
}
