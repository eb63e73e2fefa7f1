package io.leengine.store;

import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.TagRules;
import io.leengine.engine.store.TagRuleRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Rules for tags in SQL, as JSON. */
record SqlTagRules(Statements sql) implements TagRuleRows {
    @Override
    public Optional<TagRules> find(ResourceKind kind, String subject) {
        return sql.first("select rules from tag_rules where kind = ? and subject = ?", row -> rules(row.text()), kind,
            subject);
    }

    @Override
    public void put(ResourceKind kind, String subject, TagRules rules) {
        sql.put("update tag_rules set rules = ? where kind = ? and subject = ?",
            "insert into tag_rules (rules, kind, subject) values (?, ?, ?) on conflict do nothing", text(rules), kind,
            subject);
    }

    @Override
    public void delete(ResourceKind kind, String subject) {
        sql.update("delete from tag_rules where kind = ? and subject = ?", kind, subject);
    }

    @Override
    public List<String> ruled(Optional<String> afterRepository, int limit) {
        return sql.list("""
            select i.repository from image i
            where i.repository > ? and (exists (select 1 from tag_rules r where r.kind = ? and r.subject = i.id)
                or exists (select 1 from image_group g join tag_rules r on r.kind = ? and r.subject = g.id
                    where g.name = i.image_group))
            order by i.repository limit ?
            """, Row::text, afterRepository.orElse(""), ResourceKind.IMAGE, ResourceKind.IMAGE_GROUP, limit);
    }

    private static String text(TagRules it) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("immutable", it.immutable());
        fields.put("keepMatching", it.keepMatching());
        it.keepLast().ifPresent(number -> fields.put("keepLast", number.longValue()));
        it.keepDays().ifPresent(days -> fields.put("keepDays", days.longValue()));
        it.keepPulledDays().ifPresent(days -> fields.put("keepPulledDays", days.longValue()));
        it.untaggedDays().ifPresent(days -> fields.put("untaggedDays", days.longValue()));
        return Json.ofTree(fields);
    }

    private static TagRules rules(String text) {
        Map<String, Object> fields = Json.tree(text);
        return new TagRules(texts(fields, "immutable"), number(fields, "keepLast"), number(fields, "keepDays"),
            number(fields, "keepPulledDays"), texts(fields, "keepMatching"), number(fields, "untaggedDays"));
    }

    private static List<String> texts(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof List<?> some ? some.stream().map(String.class::cast).toList() : List.of();
    }

    private static Optional<Integer> number(Map<String, Object> fields, String name) {
        return Optional.ofNullable(fields.get(name)).map(value -> Math.toIntExact((Long) value));
    }
}
