-- Why: every received message is kept as its bytes with exactly one disposition (invariants 1 to 3), for as long
-- as the settings say. What grows for ever stands in tables partitioned by month, so that forgetting a month is
-- dropping a table (architecture.md, decision 14). No foreign key points there, and none comes from there: it
-- would lock the orders while a month is dropped.

-- Which tables are partitioned by month, and by which column. A row whose month has no partition stands in the
-- default one: it is kept, and moved when its month is made.
create table monthly (
    table_name  text primary key,
    column_name text not null
);

-- Names the month that begins at `month` (UTC) of a table.
create function month_named(table_name text, month timestamptz) returns text language sql immutable as $$
    select table_name || '_' || to_char(month at time zone 'UTC', 'YYYY_MM')
$$;

-- Rows that are kept for ever, or until their month is forgotten, are removed only by who says so in the same
-- transaction: whoever deletes a patient, and the keeper of months.
create function may_remove() returns boolean language sql stable as $$
    select coalesce(current_setting('mwl.removing', true), '') = 'yes'
$$;

-- Makes the month of one table; false: it is there. Whatever of it stands in the default partition moves.
create function make_month(of_table text, month timestamptz) returns boolean language plpgsql set timezone = 'UTC' as $$
declare
    name text := month_named(of_table, month);
    until timestamptz := (month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
    by_column text := (select m.column_name from monthly m where m.table_name = of_table);
begin
    perform pg_advisory_xact_lock(1297566800, 3);  -- one at a time, whoever makes it
    if to_regclass(name) is not null then
        return false;
    end if;
    perform set_config('mwl.removing', 'yes', true);
    execute format('create table %I (like %I including defaults including constraints)', name, of_table);
    execute format('with moved as (delete from %I where %I >= $1 and %I < $2 returning *)
                    insert into %I select * from moved', of_table || '_default', by_column, by_column, name)
        using month, until;
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', of_table, name, month, until);
    perform set_config('mwl.removing', '', true);
    return true;
end $$;

-- The months that begin before `until`, oldest first, without the default partition.
create function months_of(of_table text) returns table (name text, month timestamptz) language sql stable
set timezone = 'UTC' as $$
    select c.relname::text,
        to_timestamp(right(c.relname, 7), 'YYYY_MM')::timestamp at time zone 'UTC'
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = of_table::regclass and c.relname <> of_table || '_default'
    order by 2
$$;

-- A table that is partitioned from now on: its default partition, this month and three ahead.
create function begin_months(of_table text, by_column text) returns void language plpgsql set timezone = 'UTC' as $$
begin
    insert into monthly values (of_table, by_column);
    execute format('create table %I partition of %I default', of_table || '_default', of_table);
    perform make_month(of_table, month)
    from generate_series(date_trunc('month', now(), 'UTC'), now() + interval '3 months', interval '1 month') as month;
end $$;

create table message (
    id               bigint not null,
    receipt          text not null check (receipt <> ''),
    received_at      timestamptz not null,
    peer             text not null,
    raw              bytea not null,
    sender           text not null,
    sent_at          text not null,
    control_id       text not null,
    body_digest      text not null,
    type             text not null,
    sent_instant     timestamptz,
    disposition      text not null check (disposition in ('applied', 'duplicate', 'stale', 'ignored', 'rejected',
                         'quarantined')),
    ack_code         text not null,
    problem_code     text,
    problem_where    text,
    problem_what     text,
    reason           text not null,
    duplicate_of     bigint,
    check ((problem_code is null) = (problem_where is null) and (problem_code is null) = (problem_what is null)),
    primary key (received_at, id),
    -- The receipt and the instant are made together: the same message tried again is the same row.
    unique (received_at, receipt)
) partition by range (received_at);
create sequence message_id;
-- Hashed: a foreign MSH-10 may be longer than an index entry can be.
create index message_by_identity on message (hashtextextended(sender || '|' || control_id || '|' || sent_at, 0));
create index message_by_id on message (id);
-- What people search for.
create index message_by_control_id on message (hashtextextended(control_id, 0), received_at, id);
create index message_not_applied on message (disposition, received_at, id) where disposition <> 'applied';

create function count_message() returns trigger language plpgsql as $$
begin
    insert into tally (name, change) values ('message ' || new.disposition, 1);
    if new.disposition in ('quarantined', 'stale') then
        insert into tally (name, hour, change)
        values ('lately ' || new.disposition, date_trunc('hour', new.received_at), 1);
    end if;
    return null;
end $$;
create trigger message_is_counted after insert on message for each row execute function count_message();

create function refuse_to_lose() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and may_remove() then
        return old;
    end if;
    raise exception 'a row of % is kept as it is', tg_argv[0]
        using errcode = 'check_violation', constraint = tg_argv[0] || '_is_append_only';
end $$;
create trigger message_is_append_only before update or delete on message
    for each row execute function refuse_to_lose('message');
select begin_months('message', 'received_at');

-- Whom a message speaks of: whoever removes a patient finds the messages with it.
create table message_patient (
    received_at  timestamptz not null,
    message_id   bigint not null,
    patient_id   bigint not null,
    primary key (received_at, message_id, patient_id)
) partition by range (received_at);
create index message_patient_of_patient on message_patient (patient_id);
select begin_months('message_patient', 'received_at');

create table mapping_note (
    id          bigint generated always as identity primary key,
    order_id    bigint not null references imaging_order,
    message_id  bigint,
    kind        text not null,
    target      text not null,
    source      text not null,
    rule        text not null
);
create index mapping_note_of_order on mapping_note (order_id, id);

-- Where each value in force came from, as JSON: target -> [place, raw, how, message, is a stand-in]. Text, because it
-- is read by people alone and written with every order. One row for a patient, a visit, and for each part of an order:
-- '' for the order itself, its procedures and its steps.
create table patient_origin (
    patient_id  bigint primary key references patient,
    origins     text not null
);
create table visit_origin (
    visit_id    bigint primary key references visit,
    origins     text not null
);
create table order_origin (
    order_id    bigint not null references imaging_order,
    part        text collate "C" not null,
    origins     text not null,
    primary key (order_id, part)
);

-- News over what is kept; a stand-in fills a gap only.
create function merged_origins(kept text, news text) returns text language sql immutable as $$
    select (coalesce(jsonb_object_agg(n.target, n.origin) filter (where (n.origin ->> 4)::boolean), '{}') ||
            kept::jsonb ||
            coalesce(jsonb_object_agg(n.target, n.origin) filter (where not (n.origin ->> 4)::boolean), '{}'))::text
    from jsonb_each(news::jsonb) as n(target, origin)
$$;
