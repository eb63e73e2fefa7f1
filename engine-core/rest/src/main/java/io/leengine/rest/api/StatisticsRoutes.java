package io.leengine.rest.api;

import io.leengine.engine.domain.OperationCount;
import io.leengine.rest.Services;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Call;
import io.leengine.rest.http.Content;
import io.leengine.rest.http.Cursors;
import io.leengine.rest.http.Parameter;
import io.leengine.rest.http.Route;
import io.leengine.rest.http.RouteDraft;
import io.leengine.rest.view.StatisticsView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How often things are done. */
final class StatisticsRoutes {
    private static final int DAYS = 30;
    private static final Parameter FROM = Parameter.date("from", "The first day, in UTC; 29 days before `to` unless said.");
    private static final Parameter TO = Parameter.date("to", "The last day, in UTC; today unless said.");
    private static final Parameter BY = Parameter.word("by", Arrays.stream(OperationCount.By.values())
        .map(by -> by.name().toLowerCase(Locale.ROOT)).toList(), "all", "What counts are told apart by.");
    private static final Parameter PER = Parameter.word("per", List.of("day", "range"), "day",
        "Whether there is a count for each day, or one for the whole range.");

    private final Services services;

    StatisticsRoutes(Services services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(Route.of("getStatistics", "GET", "/statistics", "Platform",
            "Count deploys, scalings, roll-backs, builds, pushes and pulls")
            .users().described("To administrators of everything; to others of what they did, and of what was done to "
                + "applications and images they are Reporters or more of. A deploy to two cells counts in each of them, "
                + "and once in all else. With `Accept: text/csv`, a table with a head, whole.")
            .query(FROM, TO, BY, PER, RouteDraft.LIMIT_WHOLE, RouteDraft.AFTER).itemsOf(StatisticsView.class)
            .returns(Content.CSV, null).handledBy(this::counts));
    }

    private Answer counts(Call call) {
        LocalDate to = call.date(TO).orElseGet(() -> LocalDate.now(ZoneOffset.UTC));
        LocalDate from = call.date(FROM).orElseGet(() -> to.minusDays(DAYS - 1));
        var by = OperationCount.By.valueOf(call.text(BY).orElseThrow().toUpperCase(Locale.ROOT));
        boolean daily = call.text(PER).orElseThrow().equals("day");
        List<StatisticsView> all = StatisticsView.of(services.statistics().counts(call.actor(), from, to, daily, by),
            daily, by);
        return call.accepts(Content.CSV) ? Answer.text(Content.CSV, out -> table(all, out))
            : Answer.page(call, Cursors.cut(all, call.page(), view -> view.name().orElse("")), view -> view);
    }

    private static void table(List<StatisticsView> all, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder("day,name,deploys,scalings,rollBacks,builds,pushes,pulls\r\n");
        all.forEach(each -> text.append(each.day().orElse("")).append(',').append(cell(each.name().orElse("")))
            .append(',').append(each.deploys()).append(',').append(each.scalings()).append(',').append(each.rollBacks())
            .append(',').append(each.builds()).append(',').append(each.pushes()).append(',').append(each.pulls()).append("\r\n"));
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A text as RFC 4180 has it; one that a spreadsheet would take for a formula is told to be text. */
    private static String cell(String text) {
        String plain = text.isEmpty() || "=+-@\t\r".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        return plain.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }
}
