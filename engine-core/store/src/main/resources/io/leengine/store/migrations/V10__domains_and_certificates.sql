-- An application's domain settings; an application without a row has the usual ones, at revision 1. The certificate stands
-- beside them as well, to be found by. What the group refused, and why, is kept until it takes it or is told something else;
-- answered is the revision that it answered last, whatever it said.
create table domain_settings (
    application varchar not null,
    settings varchar not null,
    certificate varchar not null,
    revision bigint not null,
    refusal varchar,
    answered bigint not null,
    constraint domain_settings_pk primary key (application),
    constraint domain_settings_application_fk foreign key (application) references application (id) on delete cascade
);
create index domain_settings_certificate_ix on domain_settings (certificate);

-- Certificates of load-balancer groups. The key is sealed; what is said of a certificate is also in its chain.
create table certificate (
    lb_group varchar not null,
    name varchar not null,
    chain varchar not null,
    sealed_key varchar not null,
    hosts varchar not null,
    issuer varchar not null,
    fingerprint varchar not null,
    not_before timestamp with time zone not null,
    not_after timestamp with time zone not null,
    changed_at timestamp with time zone not null,
    changed_by varchar not null,
    revision bigint not null,
    constraint certificate_name_uq unique (lb_group, name)
);
