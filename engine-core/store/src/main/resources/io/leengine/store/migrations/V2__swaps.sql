-- Changes of what the platform is made of: their history, and what to go back to.
create table swap (
    number bigint not null,
    kind varchar not null,
    subject varchar not null,
    before_version varchar not null,
    before_digest varchar,
    before_settings varchar not null,
    after_version varchar not null,
    after_digest varchar,
    after_settings varchar not null,
    state varchar not null,
    message varchar not null,
    gap bigint not null,
    touched varchar not null,
    actor varchar not null,
    started_at timestamp with time zone not null,
    ended_at timestamp with time zone,
    constraint swap_number_uq unique (number)
);
create index swap_subject_ix on swap (subject, number);
create index swap_state_ix on swap (state);
