package io.leengine.scheduler.local;

import io.leengine.model.Endpoint;
import io.leengine.scheduler.local.state.InstanceRecord;
import io.leengine.scheduler.local.state.RunRecord;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.Instance.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Shows an instance on the cell's board. */
final class InstanceView {
    private final Parts parts;
    private boolean stopping;

    InstanceView(Parts parts, InstanceRecord record) {
        this.parts = parts;
        this.stopping = record.stopping();
    }

    /** Shows it; once it is stopping it is never shown as anything else. */
    synchronized void show(InstanceRecord record, State state, String reason) {
        stopping |= record.stopping() || state == State.STOPPING;
        State shown = stopping ? State.STOPPING : state;
        Optional<RunRecord> run = shown == State.PENDING || shown == State.BACKING_OFF
            ? Optional.empty() : record.run();
        boolean ready = shown == State.RUNNING && run.filter(RunRecord::ready).isPresent();
        parts.board().put(new Instance(record.id(), record.key(), parts.options().node(),
            run.map(it -> new Endpoint(SandboxRun.ADDRESS, record.port())), shown, ready,
            run.map(it -> Instant.ofEpochMilli(it.startedAtMillis())), record.restarts(), reason, attributes(run)));
    }

    private Map<String, String> attributes(Optional<RunRecord> run) {
        Map<String, String> attributes = new HashMap<>();
        run.flatMap(RunRecord::main).ifPresent(main -> attributes.put("pid", Long.toString(main.pid())));
        if (!parts.groups().missing().isEmpty()) {
            attributes.put("notLimited", String.join(", ", parts.groups().missing()));
        }
        return attributes;
    }
}
