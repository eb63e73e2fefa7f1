-- How far tokens reach, deploy tokens, users who are disabled, log-in that is slowed down, and identity providers.
alter table users add column email varchar default '' not null;
alter table users add column disabled boolean default false not null;
alter table users add column credentials_since timestamp with time zone;

-- A deploy token has no user. The kinds are joined by commas.
alter table token alter column user_id drop not null;
alter table token add column reach_role varchar default 'OWNER' not null;
alter table token add column reach_kinds varchar default 'APPLICATION,CODE_BUILD,IMAGE,IMAGE_GROUP' not null;
alter table token add column reach_resource varchar;
alter table token add column reach_name varchar;
alter table token add column boss_side boolean default true not null;
alter table token add column created_by varchar default '' not null;
alter table token add column address varchar default '' not null;
alter table token add column last_used_at timestamp with time zone;
-- What a token made ends with it.
alter table token add column parent varchar;
alter table token add constraint token_parent_fk foreign key (parent) references token (id) on delete cascade;
create index token_parent_ix on token (parent);
create index token_reach_ix on token (reach_resource, created_at);

create table log_in_failures (
    subject varchar not null,
    failures integer not null,
    last_at timestamp with time zone not null,
    closed_until timestamp with time zone not null,
    constraint log_in_failures_subject_uq unique (subject)
);
create index log_in_failures_last_ix on log_in_failures (last_at);

create table log_in_attempt (
    state_hash varchar not null,
    provider varchar not null,
    memory varchar not null,
    bound_hash varchar not null,
    landing varchar not null,
    user_id varchar,
    code_hash varchar,
    expires_at timestamp with time zone not null,
    constraint log_in_attempt_state_uq unique (state_hash),
    constraint log_in_attempt_user_fk foreign key (user_id) references users (id) on delete cascade
);
create index log_in_attempt_code_ix on log_in_attempt (code_hash);
create index log_in_attempt_expires_ix on log_in_attempt (expires_at);

create table account (
    provider varchar not null,
    subject varchar not null,
    user_id varchar not null,
    since timestamp with time zone not null,
    constraint account_subject_uq unique (provider, subject),
    constraint account_user_fk foreign key (user_id) references users (id) on delete cascade
);
create index account_user_ix on account (user_id, provider);
