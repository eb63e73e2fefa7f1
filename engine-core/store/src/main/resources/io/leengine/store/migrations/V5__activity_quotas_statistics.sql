-- Activity tells who by id, and what it was before and is since; it is read by actor and exported by time.
alter table activity add column actor_id varchar default '' not null;
alter table activity add column actor_kind varchar default '' not null;
alter table activity add column was varchar default '{}' not null;
alter table activity add column became varchar default '{}' not null;
create index activity_actor_ix on activity (actor, id);
create index activity_at_ix on activity (happened_at, id);

-- Limits. An empty subject is all of a kind, -1 is no limit, and null is as for all. Its row is also what is held by
-- whoever may use more, so that two of one subject come one after the other.
create table quota (
    kind varchar not null,
    subject varchar not null,
    revision bigint not null,
    applications bigint,
    instances bigint,
    cpu_millis bigint,
    memory_bytes bigint,
    image_bytes bigint,
    builds bigint,
    constraint quota_pk primary key (kind, subject)
);

-- How many instances a version has over all its cells, which hold them as JSON: for sums.
alter table app_version add column instances integer default 0 not null;
update app_version set instances = (
    select coalesce(sum(cast(regexp_replace(substring(v.cells
        from position('"' || part.name || '":' in v.cells) + char_length(part.name) + 3), '[^0-9].*$', '')
        as integer)), 0)
    from app_version v join part on part.seam = 'SCHEDULER' and position('"' || part.name || '":' in v.cells) > 0
    where v.id = app_version.id);

create index app_version_state_ix on app_version (state);

-- How often something was done a day: a row with an empty cell for the whole, and one for each cell.
create table operation_count (
    counted_on date not null,
    operation varchar not null,
    actor_id varchar not null,
    actor varchar not null,
    application_id varchar not null,
    application varchar not null,
    cell varchar not null,
    amount bigint not null,
    constraint operation_count_pk primary key (counted_on, operation, actor_id, application_id, cell)
);
create index operation_count_application_ix on operation_count (application_id, counted_on);
create index operation_count_actor_ix on operation_count (actor_id, counted_on);
