package io.leengine.engine.assembly;

import io.leengine.engine.build.BuildRunner;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.platform.PartProjector;
import io.leengine.engine.reconcile.Reconciliation;
import io.leengine.engine.seam.InstanceTable;
import java.util.function.Consumer;

/** Tells the parts of this engine what was changed on another, as the services here do of what is changed here. */
record News(Reconciliation applications, ChangeFeed feed, BuildRunner runner, PartProjector projector, InstanceTable table)
        implements Consumer<Activity> {
    private static final String CELL = SeamKind.SCHEDULER.label() + "/";
    private static final String GROUP = SeamKind.LOAD_BALANCER.label() + "/";

    @Override
    public void accept(Activity news) {
        switch (news.kind()) {
            case APPLICATION -> {
                feed.changed(news.resource());
                applications.queue().add(news.resource());
            }
            case CODE_BUILD -> runner.changed();
            case PART -> {
                projector.changed();
                if (news.action().equals("cell.drain") || news.action().equals("cell.undrain")) {
                    applications.drained(news.resource().substring(CELL.length()));
                }
                if (news.action().startsWith("certificate.")) {
                    applications.certificates().add(news.resource().substring(GROUP.length()));
                }
                if (news.action().equals("part.delete") && news.resource().startsWith(CELL)) {
                    table.forget(news.resource().substring(CELL.length()));
                }
            }
            default -> {
                // Nothing here remembers images, users or bundles of other engines.
            }
        }
    }
}
