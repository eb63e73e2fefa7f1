-- Taken unchanged by PostgreSQL 15 and by H2 in PostgreSQL mode. Text is varchar without a length: in H2 "text" would be
-- a large object. Lists and maps are kept as JSON in text. Durations are milliseconds. Constraints have stable names:
-- the store tells by those that
-- end in _uq which field was taken already (H2 does not name primary keys in its errors).

create table users (
    id varchar not null,
    name varchar not null,
    password_hash varchar not null,
    administrator boolean not null,
    created_at timestamp with time zone not null,
    constraint users_pk primary key (id),
    constraint users_name_uq unique (name)
);

create table token (
    id varchar not null,
    user_id varchar not null,
    name varchar not null,
    secret_hash varchar not null,
    by_login boolean not null,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone,
    constraint token_pk primary key (id),
    constraint token_secret_uq unique (secret_hash),
    constraint token_user_fk foreign key (user_id) references users (id) on delete cascade
);
create index token_user_ix on token (user_id, created_at);
create index token_expires_ix on token (expires_at);

create table application (
    id varchar not null,
    name varchar not null,
    description varchar not null,
    image varchar not null,
    host varchar not null,
    lb_group varchar not null,
    is_private boolean not null,
    deleting boolean not null,
    created_at timestamp with time zone not null,
    created_by varchar not null,
    revision bigint not null,
    constraint application_pk primary key (id),
    constraint application_name_uq unique (name),
    constraint application_host_uq unique (host)
);
create index application_image_ix on application (image);

create table app_version (
    id varchar not null,
    application varchar not null,
    number integer not null,
    image varchar not null,
    tag varchar not null,
    digest varchar not null,
    command varchar not null,
    environment varchar not null,
    port integer not null,
    cpu_millis integer not null,
    memory_bytes bigint not null,
    health_path varchar not null,
    health_interval_ms bigint not null,
    health_timeout_ms bigint not null,
    health_failures integer not null,
    start_limit_ms bigint not null,
    grace_ms bigint not null,
    cells varchar not null,
    weight integer not null,
    state varchar not null,
    successor varchar,
    created_at timestamp with time zone not null,
    created_by varchar not null,
    full_since timestamp with time zone,
    constraint app_version_pk primary key (id),
    constraint app_version_number_uq unique (application, number),
    constraint app_version_application_fk foreign key (application) references application (id) on delete cascade
);

create table eviction (
    application varchar not null,
    cell varchar not null,
    instance varchar not null,
    constraint eviction_pk primary key (application, cell, instance),
    constraint eviction_application_fk foreign key (application) references application (id) on delete cascade
);

create table image (
    id varchar not null,
    repository varchar not null,
    description varchar not null,
    is_public boolean not null,
    created_at timestamp with time zone not null,
    created_by varchar not null,
    revision bigint not null,
    constraint image_pk primary key (id),
    constraint image_repository_uq unique (repository)
);

create table image_push (
    repository varchar not null,
    tag varchar not null,
    digest varchar not null,
    size_bytes bigint not null,
    pushed_at timestamp with time zone not null,
    pushed_by varchar not null,
    constraint image_push_pk primary key (repository, tag),
    constraint image_push_image_fk foreign key (repository) references image (repository) on delete cascade
);
create index image_push_at_ix on image_push (repository, pushed_at);

create table code_build (
    id varchar not null,
    name varchar not null,
    description varchar not null,
    repository varchar not null,
    ref varchar not null,
    folder varchar not null,
    dockerfile varchar not null,
    compile varchar not null,
    image varchar not null,
    time_limit_ms bigint not null,
    created_at timestamp with time zone not null,
    created_by varchar not null,
    revision bigint not null,
    constraint code_build_pk primary key (id),
    constraint code_build_name_uq unique (name)
);

create table build_run (
    id varchar not null,
    code_build varchar not null,
    number integer not null,
    ref varchar not null,
    tag varchar not null,
    state varchar not null,
    commit_id varchar not null,
    digest varchar,
    error_code varchar,
    error varchar not null,
    stages varchar not null,
    created_at timestamp with time zone not null,
    created_by varchar not null,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    attempt integer not null,
    constraint build_run_pk primary key (id),
    constraint build_run_number_uq unique (code_build, number),
    constraint build_run_code_build_fk foreign key (code_build) references code_build (id) on delete cascade
);
create index build_run_state_ix on build_run (state, created_at);

create table build_log (
    run varchar not null,
    chunk integer not null,
    lines varchar not null,
    constraint build_log_chunk_uq unique (run, chunk),
    constraint build_log_run_fk foreign key (run) references build_run (id) on delete cascade
);

-- A member's resource is one of several tables', so its rows are removed by whoever removes the resource.
create table member (
    kind varchar not null,
    resource varchar not null,
    user_id varchar not null,
    role varchar not null,
    since timestamp with time zone not null,
    constraint member_pk primary key (kind, resource, user_id),
    constraint member_user_fk foreign key (user_id) references users (id) on delete cascade
);
create index member_user_ix on member (user_id, kind);

create table part (
    seam varchar not null,
    name varchar not null,
    plugin varchar not null,
    settings varchar not null,
    node_limit integer not null,
    created_at timestamp with time zone not null,
    revision bigint not null,
    constraint part_name_uq unique (seam, name)
);

create table activity (
    id bigint generated always as identity,
    happened_at timestamp with time zone not null,
    actor varchar not null,
    action varchar not null,
    kind varchar not null,
    resource varchar not null,
    detail varchar not null,
    address varchar not null,
    request_id varchar not null,
    result varchar not null,
    constraint activity_pk primary key (id)
);
create index activity_resource_ix on activity (kind, resource, id);
create index activity_name_ix on activity (resource, id);

create table answered (
    actor varchar not null,
    request_key varchar not null,
    fingerprint varchar not null,
    result varchar not null,
    answered_at timestamp with time zone not null,
    constraint answered_key_uq unique (actor, request_key)
);
create index answered_at_ix on answered (answered_at);

create table platform_key (
    purpose varchar not null,
    content bytea not null,
    constraint platform_key_purpose_uq unique (purpose)
);
