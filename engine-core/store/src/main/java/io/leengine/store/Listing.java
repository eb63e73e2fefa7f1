package io.leengine.store;

import io.leengine.engine.Selection;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.store.Viewer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Parts of a list of resources, cut by key and not by offset, so that page 200 costs what page 1 does.
 *
 * <p>What is public and what one is a member of are asked for apart and put together: the first follows the index of
 * the order, the second starts from one's memberships. So neither the number of resources nor how few of them one may
 * see matters much. In one query with "or", a database would walk past everything that one may not see.
 *
 * @param columns {@code select … from …}
 * @param name the column of the name
 * @param open what tells whether everybody sees a row; empty when nobody does but its members
 * @param kind of the resources
 * @param image the column of the image; empty for none
 * @param group the column of the group; empty for none
 */
record Listing(String columns, String name, Optional<Openness> open, ResourceKind kind, String image, String group) {
    /**
     * A column that tells what is public.
     *
     * @param column the column
     * @param value what it is for what is public
     */
    record Openness(String column, boolean value) {
    }

    private static final String IN_FORCE = "(m.expires_at is null or m.expires_at > current_timestamp)";
    // A member's row has the resource's name too, and an index of one's own by it: no more of them are read than wanted.
    private static final String BY_MEMBERSHIP = "join member m on m.resource = id";
    // Joined, and not "in": H2 asks such a query again for each row.
    private static final String BY_GROUP = """
        join (select g.name as held from member m join image_group g on g.id = m.resource
            where m.user_id = ? and m.kind = ? and m.role = any(?) and\s""" + IN_FORCE + ") own on own.held = image_group";

    /** One query of those that are put together. */
    private static final class Query {
        private final StringBuilder text;
        private final List<Object> arguments = new ArrayList<>();
        private String name;
        private String word = " where ";
        private String pinned = "";

        Query(String columns, String name) {
            text = new StringBuilder(columns);
            this.name = name;
        }

        void join(String table, Object... values) {
            text.append(' ').append(table);
            arguments.addAll(Arrays.asList(values));
        }

        void and(String condition, Object... values) {
            text.append(word).append(condition);
            arguments.addAll(Arrays.asList(values));
            word = " and ";
        }

        /** Lets only one value of the column through; it leads the order, so that an index that begins with it fits. */
        void pin(String column, Object value, String direction) {
            and(column + " = ?", value);
            pinned += column + direction + ", ";
        }

        /** Takes the name from another column that has it too. */
        void named(String column) {
            name = column;
        }
    }

    /** Returns a part of a list and one row more, as far as there is one. */
    <T> List<T> page(Statements sql, Row.Mapper<T> mapper, Selection selection, Viewer viewer) {
        int limit = selection.page().limit() + 1;
        List<Query> queries = queries(selection, viewer);
        List<String> texts = new ArrayList<>();
        List<Object> arguments = new ArrayList<>();
        for (Query query : queries) {
            narrow(query, selection);
            texts.add(query.text + " order by " + query.pinned + order(selection, query.name) + " limit ?");
            arguments.addAll(query.arguments);
            arguments.add(limit);
        }
        if (texts.size() == 1) {
            return sql.list(texts.getFirst(), mapper, arguments.toArray());
        }
        arguments.add(limit);
        return sql.list("(" + String.join(") union (", texts) + ") order by " + order(selection, name) + " limit ?", mapper,
            arguments.toArray());
    }

    private static String order(Selection selection, String name) {
        return (selection.order().byTime() ? "created_at" + direction(selection) + ", " : "") + name + direction(selection);
    }

    private static String direction(Selection selection) {
        return selection.order().down() ? " desc" : "";
    }

    private List<Query> queries(Selection selection, Viewer viewer) {
        if (viewer.all() && selection.least().isEmpty()) {
            return List.of(selection.isPublic().flatMap(wanted -> open.map(openness ->
                byOpenness(selection, openness.column(), wanted == openness.value())))
                .orElseGet(() -> new Query(columns, name)));
        }
        List<Query> queries = new ArrayList<>(byMemberships(selection, viewer));
        open.ifPresent(openness -> {
            selection.isPublic().ifPresent(wanted -> queries.forEach(query ->
                query.and(openness.column() + " = ?", wanted == openness.value())));
            if (!viewer.all() && selection.least().isEmpty() && selection.isPublic().orElse(true)) {
                queries.add(byOpenness(selection, openness.column(), openness.value()));
            }
        });
        return queries;
    }

    private Query byOpenness(Selection selection, String column, boolean value) {
        Query query = new Query(columns, name);
        query.pin(column, value, direction(selection));
        return query;
    }

    private List<Query> byMemberships(Selection selection, Viewer viewer) {
        List<String> roles = Arrays.stream(Role.values())
            .filter(role -> role.compareTo(selection.least().orElse(Role.GUEST)) >= 0).map(Role::name).toList();
        Query own = byMembership(selection, viewer, roles);
        if (kind != ResourceKind.IMAGE) {
            return List.of(own);
        }
        Query byGroup = new Query(columns, name);
        byGroup.join(BY_GROUP, viewer.user(), ResourceKind.IMAGE_GROUP, roles);
        return List.of(own, byGroup);
    }

    private Query byMembership(Selection selection, Viewer viewer, List<String> roles) {
        Query query = new Query(columns, name);
        query.join(BY_MEMBERSHIP);
        if (selection.order().byTime()) {
            query.and("m.user_id = ? and m.kind = ?", viewer.user(), kind);
        } else {
            query.pin("m.user_id", viewer.user(), direction(selection));
            query.pin("m.kind", kind, direction(selection));
            query.named("m.resource_name");
        }
        query.and("m.role = any(?) and " + IN_FORCE, roles);
        return query;
    }

    private void narrow(Query query, Selection selection) {
        selection.image().filter(value -> !image.isEmpty()).ifPresent(value -> query.and(image + " = ?", value));
        selection.group().filter(value -> !group.isEmpty()).ifPresent(value -> query.and(group + " = ?", value));
        if (!selection.page().search().isEmpty()) {
            query.and(query.name + " like ? escape '!'", containing(selection.page().search()));
        }
        selection.after().ifPresent(place -> {
            String beyond = selection.order().down() ? "<" : ">";
            if (place.createdAt().isPresent()) {
                // The first condition says nothing new; an index of the order can start from it.
                query.and("created_at " + beyond + "= ? and (created_at " + beyond + " ? or " + query.name + " "
                    + beyond + " ?)", place.createdAt().get(), place.createdAt().get(), place.name());
            } else {
                query.and(query.name + " " + beyond + " ?", place.name());
            }
        });
    }

    /** Returns the pattern, with "!" as its escape, of what contains a text; names are in lower case. */
    static String containing(String search) {
        return "%" + search.toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }
}
