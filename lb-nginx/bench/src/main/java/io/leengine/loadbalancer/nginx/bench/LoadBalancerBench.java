package io.leengine.loadbalancer.nginx.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures one group with one host, and its peers, one after another, so that none takes the processors from another. */
final class LoadBalancerBench implements AutoCloseable {
    private static final double GOAL_MILLIS = 200;
    private static final double GOAL_RATIO = 0.95;

    private final BenchOptions options;
    private final Programs programs;
    private final Path folder;
    private final Report report;
    private final Running running = new Running();

    /** @param folder for everything */
    LoadBalancerBench(BenchOptions options, Programs programs, Path folder, Report report) {
        this.options = options;
        this.programs = programs;
        this.folder = folder;
        this.report = report;
    }

    /** Measures everything. */
    void run() throws IOException, InterruptedException {
        report.at("starting etcd and the backends");
        BenchEtcd etcd = running.add(new BenchEtcd(programs, folder.resolve("etcd")), BenchEtcd::close);
        Backends backends = running.add(new Backends(programs, folder.resolve("backends")), Backends::close);
        for (int count : options.domains()) {
            Domains domains = new Domains(count);
            boolean largest = count == options.domains().getLast();
            if (!largest && !options.wants("a")) {
                continue;
            }
            MeasuredHost host = running.add(new MeasuredHost(folder.resolve("host" + count), etcd, domains, backends),
                MeasuredHost::close);
            report.at(domains(count) + ": stating them");
            host.state();
            double started = host.start();
            StaticNginx peer = null;
            if (options.wants("a", "b", "d", "e")) {
                report.at(domains(count) + ": starting the peer");
                peer = running.add(new StaticNginx(programs, folder.resolve("peer" + count), domains, backends,
                    host.workers()), StaticNginx::close);
            }
            if (options.wants("a")) {
                firstRequests(host, peer);
            }
            if (largest) {
                largest(host, peer, backends, started);
            }
            if (peer != null) {
                running.end(peer);
            }
            running.end(host);
        }
    }

    private static String domains(int count) {
        return String.format(Locale.ROOT, "%,d domains", count);
    }

    private void largest(MeasuredHost host, StaticNginx peer, Backends backends, double started)
            throws IOException, InterruptedException {
        if (options.wants("b")) {
            changesUnderLoad(host, peer);
        }
        if (options.wants("d")) {
            memory(host, peer);
        }
        if (options.wants("e")) {
            report.row("e) cold start until it serves, " + domains(host.domains().count()), Figures.text(started),
                Figures.text(peer.started()), Report.ratio(started, peer.started()), "");
        }
        if (options.wants("c")) {
            paths(host, backends);
        }
    }

    private void firstRequests(MeasuredHost host, StaticNginx peer) throws IOException, InterruptedException {
        int count = host.domains().count();
        List<MeasuredHost.Change> ours = new ArrayList<>();
        for (int i = 0; i < options.changes(); i++) {
            report.at(domains(count) + ": instance " + (i + 1) + " of " + options.changes());
            ours.add(host.firstRequest(spread(i, count)));
        }
        List<Double> theirs = new ArrayList<>();
        for (int i = 0; i < options.reloads(); i++) {
            report.at(domains(count) + ": reload " + (i + 1) + " of " + options.reloads());
            theirs.add(peer.firstRequest(spread(i, count)));
        }
        Figures served = new Figures(ours.stream().map(MeasuredHost.Change::served).toList());
        Figures confirmed = new Figures(ours.stream().map(MeasuredHost.Change::confirmed).toList());
        Figures reloaded = new Figures(theirs);
        String what = "a) ready to first request served, " + domains(count);
        report.row(what + ", p50 of " + served.count() + " and " + reloaded.count(), Figures.text(served.median()),
            Figures.text(reloaded.median()), Report.ratio(served.median(), reloaded.median()), "");
        report.row(what + ", p99", Figures.text(served.p99()), Figures.text(reloaded.p99()),
            Report.ratio(served.p99(), reloaded.p99()),
            "below 200 ms: " + (served.p99() < GOAL_MILLIS ? "reached" : "missed"));
        report.row("   until every worker is known to go by it, p50 and p99", Figures.text(confirmed.median()) + ", "
            + Figures.text(confirmed.p99()), "", "", "");
    }

    /** Returns a domain for a change: not the neighbour of the one before, and in turn all of them. */
    private static int spread(int change, int count) {
        return (int) (change * 7_919L % count);
    }

    private void changesUnderLoad(MeasuredHost host, StaticNginx peer) throws IOException, InterruptedException {
        String name = host.domains().name(0);
        report.at("changes under load");
        SteadyLoad.Seen ours = loaded(options.changes(), host.address(), name, number -> host.change(0, number % 2 == 1));
        report.at("reloads under load");
        SteadyLoad.Seen theirs = loaded(options.reloads(), peer.address(), name, number -> peer.change(0, number % 2 == 1, number));
        String what = "b) failed requests, " + options.changes() + " changes and " + options.reloads() + " reloads under load, "
            + domains(host.domains().count());
        report.row(what, failures(ours), failures(theirs), "",
            "0: " + (ours.failed() == 0 ? "reached" : "missed"));
        explain("LeEngine", ours);
        explain("the peer", theirs);
        report.row("   p99 of requests meanwhile", Figures.text(new Figures(ours.millis()).p99()),
            Figures.text(new Figures(theirs.millis()).p99()), "", "");
    }

    /** One change. */
    private interface Change {
        void make(int number) throws IOException, InterruptedException;
    }

    private SteadyLoad.Seen loaded(int changes, String address, String host, Change change)
            throws IOException, InterruptedException {
        SteadyLoad load = new SteadyLoad(address, host);
        try {
            load.awaitWarm();
            for (int i = 1; i <= changes; i++) {
                change.make(i);
            }
            return load.end();
        } finally {
            load.end();
        }
    }

    private static String failures(SteadyLoad.Seen seen) {
        return String.format(Locale.ROOT, "%,d of %,d", seen.failed(), seen.all());
    }

    private void explain(String whose, SteadyLoad.Seen seen) {
        if (seen.failed() > 0) {
            report.note("b) What failed by " + whose + ": " + seen.failures());
        }
    }

    private void memory(MeasuredHost host, StaticNginx peer) throws InterruptedException {
        double ours = host.nginxMebibytes();
        double theirs = peer.mebibytes();
        String what = domains(host.domains().count());
        report.row("d) memory of nginx, master and workers, " + what, Memory.text(ours), Memory.text(theirs),
            Report.ratio(ours, theirs), "");
        report.row("d) memory of the agent, " + what, Memory.text(host.agentMebibytes()), "", "", "");
    }

    private void paths(MeasuredHost host, Backends backends) throws IOException, InterruptedException {
        String name = host.domains().name(0);
        host.change(0, true);
        StaticPath peer = running.add(new StaticPath(programs, folder.resolve("static"), host, backends), StaticPath::close);
        Wrk wrk = new Wrk(programs);
        wrk.run(host.address(), name, 1);
        wrk.run(peer.address(), name, 1);
        List<Wrk.Run> ours = new ArrayList<>();
        List<Wrk.Run> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < options.rounds(); i++) {
            report.at("round " + (i + 1) + " of " + options.rounds());
            if (i % 2 == 0) {
                ours.add(wrk.run(host.address(), name, options.seconds()));
            }
            theirs.add(wrk.run(peer.address(), name, options.seconds()));
            if (i % 2 == 1) {
                ours.add(wrk.run(host.address(), name, options.seconds()));
            }
            ratios.add(ours.getLast().rate() / theirs.getLast().rate());
        }
        running.end(peer);
        double ratio = new Figures(ratios).median();
        report.row("c) requests a second by Lua and by a static upstream, median of " + options.rounds(), rate(ours),
            rate(theirs), String.format(Locale.ROOT, "%.3f", ratio),
            "at least 0.95: " + (ratio >= GOAL_RATIO ? "reached" : "missed"));
        report.row("   p99 of those requests", Figures.text(p99(ours)), Figures.text(p99(theirs)),
            Report.ratio(p99(ours), p99(theirs)), "");
    }

    private static String rate(List<Wrk.Run> runs) {
        return String.format(Locale.ROOT, "%,.0f/s", new Figures(runs.stream().map(Wrk.Run::rate).toList()).median());
    }

    private static double p99(List<Wrk.Run> runs) {
        return new Figures(runs.stream().map(Wrk.Run::p99).toList()).median();
    }

    /** Ends all that it has started. May be called by another thread while this one runs, which then fails. */
    @Override
    public void close() {
        running.close();
    }
}
