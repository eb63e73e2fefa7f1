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
import java.util.stream.Collectors;

/**
 * Parts of a list of resources, cut by key and not by offset, so that page 200 costs what page 1 does.
 *
 * <p>What is public and what one is a member of are asked for apart and put together: the first follows the index of
 * the order, the second starts from one's memberships. So neither the number of resources nor how few of them one may
 * see matters much. In one query with "or", a database would walk past everything that one may not see.
 *
 * @param columns {@code select … from …}
 * @param open what tells whether everybody sees a row; empty when nobody does but its members
 * @param kind of the resources
 * @param image the column of the image; empty for none
 * @param group the column of the group; empty for none
 */
record Listing(String columns, Optional<Openness> open, ResourceKind kind, String image, String group) {
    /**
     * A column that tells what is public.
     *
     * @param column the column
     * @param value what it is for what is public
     */
    record Openness(String column, boolean value) {
    }

    // Joined, and not "in": H2 asks such a query again for each row.
    private static final String BY_GROUP = """
        join (select g.name as held, o.role, o.expires_at from member o join image_group g on g.id = o.resource
            where o.user_id = ? and o.kind = ?) m on m.held = image_group""";

    /** What follows the table in one query of those that are put together. */
    private static final class Query {
        private final Selection.Order order;
        private final StringBuilder text = new StringBuilder();
        private final List<Object> arguments = new ArrayList<>();
        private String name;
        private String word = " where ";
        private String pinned = "";

        Query(String name, Selection.Order order) {
            this.name = name;
            this.order = order;
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
        void pin(String column, Object value) {
            and(column + " = ?", value);
            pinned += column + direction(order) + ", ";
        }

        /** Takes the name from another column that has it too. */
        void named(String column) {
            name = column;
        }

        /** Takes what does not come after a name, in an order by name. */
        void upTo(String last) {
            and(name + (order.down() ? " >= ?" : " <= ?"), last);
        }

        String ordered() {
            return text + " order by " + pinned + by(order, name);
        }
    }

    /** Returns a part of a list and one row more, as far as there is one. */
    <T> List<T> page(Statements sql, Row.Mapper<T> mapper, Selection selection, Viewer viewer) {
        int limit = selection.page().limit() + 1;
        List<Query> queries = byMemberships(selection, viewer);
        Optional<Query> visible = byOpenness(selection, viewer);
        queries.forEach(query -> narrow(query, selection));
        visible.ifPresent(query -> narrow(query, selection));
        if (!queries.isEmpty() && !selection.order().byTime()) {
            visible.flatMap(query -> last(sql, query, limit)).ifPresent(last -> queries.forEach(query -> query.upTo(last)));
        }
        visible.ifPresent(queries::add);
        List<Object> arguments = new ArrayList<>();
        for (Query query : queries) {
            arguments.addAll(query.arguments);
            arguments.add(limit);
        }
        if (queries.size() == 1) {
            return sql.list(columns + queries.getFirst().ordered() + " limit ?", mapper, arguments.toArray());
        }
        arguments.add(limit);
        // H2 keeps the plan of a "select" and not that of a bare "union", which it would make anew each time.
        return sql.list(queries.stream().map(query -> columns + query.ordered() + " limit ?").collect(Collectors.joining(
            ") union (", "select * from ((", ")) seen order by " + by(selection.order(), name()) + " limit ?")), mapper,
            arguments.toArray());
    }

    /**
     * Returns the name at the end of a whole part of what all may see. What one is a member of and comes after it is not in
     * this part, so it need not be read. The index alone answers this.
     */
    private Optional<String> last(Statements sql, Query visible, int limit) {
        List<Object> arguments = new ArrayList<>(visible.arguments);
        arguments.add(limit - 1);
        return sql.first("select " + name() + " from " + ResourceTable.of(kind).table() + visible.ordered()
            + " limit 1 offset ?", Row::text, arguments.toArray());
    }

    /** Returns the column of the name. */
    private String name() {
        return ResourceTable.of(kind).name();
    }

    private static String by(Selection.Order order, String name) {
        return (order.byTime() ? "created_at" + direction(order) + ", " : "") + name + direction(order);
    }

    private static String direction(Selection.Order order) {
        return order.down() ? " desc" : "";
    }

    /** Returns what one may see without being a member. */
    private Optional<Query> byOpenness(Selection selection, Viewer viewer) {
        if (selection.least().isPresent() || !viewer.all() && !openly(selection)) {
            return Optional.empty();
        }
        Query query = new Query(name(), selection.order());
        open.filter(openness -> !viewer.all() || selection.isPublic().isPresent()).ifPresent(openness ->
            query.pin(openness.column(), selection.isPublic().orElse(true) == openness.value()));
        return Optional.of(query);
    }

    private boolean openly(Selection selection) {
        return open.isPresent() && selection.isPublic().orElse(true);
    }

    private List<Query> byMemberships(Selection selection, Viewer viewer) {
        List<Query> queries = new ArrayList<>();
        if (viewer.all() && selection.least().isEmpty()) {
            return queries;
        }
        queries.add(byMembership(selection, viewer));
        if (kind == ResourceKind.IMAGE) {
            Query byGroup = new Query(name(), selection.order());
            byGroup.join(BY_GROUP, viewer.user(), ResourceKind.IMAGE_GROUP);
            queries.add(byGroup);
        }
        for (Query query : queries) {
            query.and("(m.expires_at is null or m.expires_at > current_timestamp)");
            selection.least().ifPresent(least -> query.and("m.role = any(?)", Arrays.stream(Role.values())
                .filter(role -> role.compareTo(least) >= 0).map(Role::name).toList()));
            open.ifPresent(openness -> selection.isPublic().ifPresent(wanted ->
                query.and(openness.column() + " = ?", wanted == openness.value())));
        }
        return queries;
    }

    private Query byMembership(Selection selection, Viewer viewer) {
        Query query = new Query(name(), selection.order());
        query.join("join member m on m.resource = id");
        if (selection.order().byTime()) {
            query.and("m.user_id = ? and m.kind = ?", viewer.user(), kind);
        } else {
            // A member's row has the resource's name too, and an index of one's own by it: no more are read than wanted.
            query.pin("m.user_id", viewer.user());
            query.pin("m.kind", kind);
            query.named("m.resource_name");
        }
        return query;
    }

    private void narrow(Query query, Selection selection) {
        selection.image().filter(value -> !image.isEmpty()).ifPresent(value -> query.and(image + " = ?", value));
        selection.group().filter(value -> !group.isEmpty()).ifPresent(value -> query.and(group + " = ?", value));
        if (!selection.page().search().isEmpty()) {
            String held = containing(selection.page().search());
            if (kind == ResourceKind.IMAGE) {
                query.and("(" + query.name + " like ? escape '!' or lower(description) like ? escape '!')", held, held);
            } else {
                query.and(query.name + " like ? escape '!'", held);
            }
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
