package io.leengine.spi.monitor;

import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps samples and answers range queries. How long and how finely is the plugin's setting. */
@ConsumerType
public interface Monitor extends Seam {
    /**
     * Takes samples. Losing the last few seconds at a crash is allowed; answering late is not: a monitor that cannot
     * keep up drops and says so in {@link #health()}.
     */
    void write(CallContext context, Collection<Sample> samples) throws InterruptedException;

    /**
     * Returns one series for each combination of labels that matches and has a point in the range.
     *
     * @throws io.leengine.model.EngineException {@code INVALID} for a range that is empty or asks for more than 11,000
     *     points a series
     */
    List<Series> query(CallContext context, RangeQuery query) throws InterruptedException;
}
