-- When a push last relied on a blob. A collection of what nothing refers to holds the row while it takes the blob, and
-- whoever relies on the blob writes the row before looking for the blob: of the two, one comes first.
create table blob_use (
    digest varchar not null,
    touched_at timestamp with time zone not null,
    constraint blob_use_pk primary key (digest)
);
-- Since when that is written down: a blob without a row was not relied upon since then.
create table blob_use_since (
    since timestamp with time zone not null
);
insert into blob_use_since (since) values (current_timestamp);

-- Collections. The number is the order in which they were asked for; phase and last_done are where one goes on after a restart.
create table registry_collection (
    number bigint generated always as identity,
    id varchar not null,
    count_only boolean not null,
    state varchar not null,
    phase varchar not null,
    last_done varchar not null,
    repositories bigint not null,
    unreadable bigint not null,
    manifests bigint not null,
    links bigint not null,
    links_removed bigint not null,
    uploads_removed bigint not null,
    upload_bytes bigint not null,
    blobs bigint not null,
    blobs_removed bigint not null,
    bytes_freed bigint not null,
    biggest varchar not null,
    message varchar not null,
    asked_by varchar not null,
    started_at timestamp with time zone not null,
    ended_at timestamp with time zone,
    constraint registry_collection_pk primary key (number),
    constraint registry_collection_id_uq unique (id)
);
create index registry_collection_state_ix on registry_collection (state, number);
