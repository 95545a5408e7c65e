-- Why: devices are data, edited while the broker runs; whoever keeps them in memory sees from one number that
-- they changed, also when they were changed at a prompt. What a device is has columns; how it is answered is one
-- object of those policies that differ from their defaults (docs/decisions/0021). Associations are observations: what was asked and
-- answered, outside of any transaction of facts.

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
select begin_months('association', 'closed_at');

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
