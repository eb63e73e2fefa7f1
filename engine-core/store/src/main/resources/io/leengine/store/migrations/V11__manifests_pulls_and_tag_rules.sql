-- What each manifest of an image says, as it was when it was put. An image is known to be indexed when every manifest that
-- the registry's storage holds of it is here; what was pushed before is read from there little by little.
create table image_manifest (
    repository varchar not null,
    digest varchar not null,
    media_type varchar not null,
    artifact_type varchar not null,
    subject varchar,
    manifest_bytes integer not null,
    size_bytes bigint not null,
    platforms varchar not null,
    annotations varchar not null,
    created_at timestamp with time zone,
    pushed_at timestamp with time zone not null,
    pushed_by varchar not null,
    untagged_at timestamp with time zone not null,
    constraint image_manifest_pk primary key (repository, digest),
    constraint image_manifest_image_fk foreign key (repository) references image (repository) on delete cascade
);
create index image_manifest_subject_ix on image_manifest (repository, subject);

alter table image add column indexed_at timestamp with time zone;
create index image_indexed_ix on image (indexed_at);
create index image_push_digest_ix on image_push (repository, digest);

-- What a manifest refers to: configuration, layers, and the manifests of an index.
create table image_reference (
    repository varchar not null,
    manifest varchar not null,
    place integer not null,
    kind varchar not null,
    digest varchar not null,
    media_type varchar not null,
    platform varchar not null,
    size_bytes bigint not null,
    constraint image_reference_pk primary key (repository, manifest, place),
    constraint image_reference_manifest_fk foreign key (repository, manifest)
        references image_manifest (repository, digest) on delete cascade
);
create index image_reference_digest_ix on image_reference (digest, repository, manifest);

-- How often a tag, or a digest, of an image was pulled.
create table image_pull (
    repository varchar not null,
    reference varchar not null,
    pulls bigint not null,
    pulled_at timestamp with time zone not null,
    constraint image_pull_pk primary key (repository, reference),
    constraint image_pull_image_fk foreign key (repository) references image (repository) on delete cascade
);

-- Rules for the tags of an image, and those of a group, which are for its images without rules of their own.
create table tag_rules (
    kind varchar not null,
    subject varchar not null,
    rules varchar not null,
    constraint tag_rules_pk primary key (kind, subject)
);

-- Pushes and pulls are counted by image, too.
alter table operation_count add column image_id varchar default '' not null;
alter table operation_count add column image varchar default '' not null;
alter table operation_count drop constraint operation_count_pk;
alter table operation_count add constraint operation_count_pk
    primary key (counted_on, operation, actor_id, application_id, cell, image_id);
create index operation_count_image_ix on operation_count (image_id, counted_on);
