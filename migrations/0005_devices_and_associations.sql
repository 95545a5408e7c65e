-- Why: devices are data, edited while the broker runs; whoever keeps them in memory sees from one number that
-- they changed, also when they were changed at a prompt. What a device is has columns; how it is answered is one
-- object of those policies that differ from their defaults (docs/decisions/0021). Associations and queries are
-- observations: what was asked and answered, outside of any transaction of facts, without names and ids of patients.

create table device (
    id           bigint generated always as identity primary key,
    ae           text collate "C" not null unique check (length(ae) between 1 and 16 and ae = btrim(ae)),
    networks     text[] not null,
    modality     text not null,
    description  text not null,
    enabled      boolean not null,
    policies     jsonb not null check (jsonb_typeof(policies) = 'object')
);

create table devices_version (
    version  bigint not null,
    is_here  boolean not null primary key default true check (is_here)
);
insert into devices_version (version) values (0);

create function raise_devices_version() returns trigger language plpgsql as $$
begin
    update devices_version set version = version + 1;
    return null;
end $$;
create trigger device_change_raises_version after insert or update or delete on device
    for each row execute function raise_devices_version();

create table association (
    id              bigint not null,
    association_id  text not null,
    opened_at       timestamptz not null,
    closed_at       timestamptz not null,
    peer            text not null,
    calling_ae      text not null,
    called_ae       text not null,
    outcome         text not null,
    contexts        text not null,
    operations      text not null,
    primary key (closed_at, id)
) partition by range (closed_at);
create sequence association_id;
create index association_by_ae on association (calling_ae, closed_at, id);
create index association_not_released on association (closed_at, id) where not starts_with(outcome, 'released');
select begin_months('association', 'closed_at');

-- One worklist query (C-FIND): what was asked, how many items were answered, and, of an empty list, what kept the
-- nearest steps out: lists of as many elements each.
create table query (
    id                   bigint not null,
    association          bigint not null,  -- its row
    association_id       text not null,
    asked_at             timestamptz not null,
    answered_at          timestamptz not null,
    calling_ae           text not null,
    status               integer not null,
    answers              bigint not null,
    characters_replaced  bigint not null,
    key_paths            text[] not null,
    key_keywords         text[] not null,
    key_values           text[] not null,
    looked_at            bigint,  -- null: not empty, or not explained
    nearest_are          text not null check (nearest_are in ('open steps', 'steps of the asked accession number')),
    accession_unknown    boolean not null,
    kept_out_by          text[] not null,  -- keywords, 'withheld', 'expired'; several joined by +
    kept_out_steps       bigint[] not null,
    comment              text not null,
    note                 text not null,
    check (cardinality(key_paths) = cardinality(key_keywords) and cardinality(key_paths) = cardinality(key_values)),
    check (cardinality(kept_out_by) = cardinality(kept_out_steps)),
    primary key (asked_at, id)
) partition by range (asked_at);
create sequence query_id;
create index query_by_ae on query (calling_ae, asked_at, id);
create index query_of_association on query (association, id);
select begin_months('query', 'asked_at');

-- What people did: who, what, to which patient, why, from where. Written in the transaction of the act.
create table audit (
    id       bigint generated always as identity primary key,
    at       timestamptz not null default clock_timestamp(),
    who      text not null check (who <> ''),
    origin   text not null,
    act      text not null check (act <> ''),
    patient  text not null,
    why      text not null,
    detail   text not null
);
create trigger audit_is_append_only before update or delete on audit
    for each row execute function refuse_to_lose('audit');
