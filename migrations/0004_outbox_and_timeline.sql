-- Why: status messages leave through an outbox that is written in the transaction of the fact it tells, in
-- order per (destination, order), each transition of an ORC/OBR group once (invariant 7). Only what is unsettled
-- stands in the outbox; what was sent stands beside it, by month. The timeline is what a person reads about one
-- order; it is only ever appended to.

-- Every transition that was ever queued: none is queued twice, however long ago the first was sent and forgotten.
create table status_told (
    performed_id  bigint not null references performed_step,
    destination   text not null check (destination <> ''),
    order_key     text collate "C" not null,
    step_id       text collate "C" not null,
    transition    text not null,
    control_id    text collate "C" not null check (control_id <> ''),
    primary key (performed_id, destination, order_key, step_id, transition),
    unique (control_id, destination)
);

create table outbox (
    id             bigint generated always as identity primary key,
    destination    text not null check (destination <> ''),
    order_key      text collate "C" not null,
    step_id        text collate "C" not null,
    order_id       bigint references imaging_order,
    performed_id   bigint references performed_step,
    transition     text not null check (transition in ('in progress', 'completed', 'discontinued',
                       'back to scheduled')),
    control_id     text not null check (control_id <> ''),
    payload        bytea not null,
    state          text not null check (state in ('waiting', 'sending', 'sent', 'parked', 'dead')),
    attempts       integer not null check (attempts >= 0),
    created_at     timestamptz not null,
    due_at         timestamptz not null,
    claimed_until  timestamptz,
    claimant       text not null,
    last_error     text not null,
    ack            text not null,
    settled_at     timestamptz,
    check ((state = 'sending') = (claimed_until is not null)),
    check (order_id is not null or performed_id is not null)
);
create index outbox_unsettled on outbox (destination, order_key, id)
    where state in ('waiting', 'sending', 'parked');
create index outbox_by_age on outbox (destination, id) where state in ('waiting', 'sending', 'parked');
create index outbox_fresh on outbox (destination, due_at, id) where state = 'waiting' and attempts = 0;
create index outbox_again on outbox (destination, due_at, id) where state = 'waiting' and attempts > 0;
create index outbox_sending on outbox (id) where state = 'sending';
create index outbox_by_instant on outbox (created_at, id);
create index outbox_held on outbox (state, created_at, id) where state in ('parked', 'dead');
create index outbox_of_order on outbox (order_id);
create index outbox_of_performed on outbox (performed_id);

-- A status message stands at the same place of every list before and after it was sent: at the instant when it was
-- queued.
create table sent_status (
    id            bigint not null,
    destination   text not null,
    order_key     text collate "C" not null,
    step_id       text collate "C" not null,
    order_id      bigint,
    performed_id  bigint,
    transition    text not null,
    control_id    text not null,
    payload       bytea not null,
    attempts      integer not null,
    created_at    timestamptz not null,
    sent_at       timestamptz not null,
    ack           text not null,
    primary key (created_at, id)
) partition by range (created_at);
create index sent_status_of_order on sent_status (order_id);
create index sent_status_of_performed on sent_status (performed_id);
create trigger sent_status_is_append_only before update or delete on sent_status
    for each row execute function refuse_to_lose('sent_status');
select begin_months('sent_status', 'created_at');

-- What was rendered is what is sent, for ever.
create function refuse_change_of_outbound_message() returns trigger language plpgsql as $$
begin
    raise exception 'outbound message % cannot change', old.id
        using errcode = 'check_violation', constraint = 'outbox_bytes_are_final';
end $$;
create trigger outbox_bytes_are_final before update on outbox
    for each row when (new.payload <> old.payload or new.control_id <> old.control_id
                       or new.destination <> old.destination or new.order_key <> old.order_key)
    execute function refuse_change_of_outbound_message();

-- Nothing leaves the outbox but what was sent, to be kept there.
create function refuse_to_forget_a_status() returns trigger language plpgsql as $$
begin
    if old.state = 'sent' or may_remove() then
        return old;
    end if;
    raise exception 'outbound message % is not settled', old.id
        using errcode = 'check_violation', constraint = 'outbox_is_kept';
end $$;
create trigger outbox_is_kept before delete on outbox
    for each row execute function refuse_to_forget_a_status();

create function keep_sent_status() returns trigger language plpgsql as $$
begin
    insert into sent_status (id, destination, order_key, step_id, order_id, performed_id, transition, control_id,
        payload, attempts, created_at, sent_at, ack)
    values (new.id, new.destination, new.order_key, new.step_id, new.order_id, new.performed_id, new.transition,
        new.control_id, new.payload, new.attempts, new.created_at, new.settled_at, new.ack);
    delete from outbox where id = new.id;
    return null;
end $$;
create trigger sent_status_leaves_the_outbox after update on outbox
    for each row when (new.state = 'sent') execute function keep_sent_status();

create function is_unsettled(state text) returns boolean language sql immutable as $$
    select state in ('waiting', 'sending', 'parked')
$$;
create function count_status() returns trigger language plpgsql as $$
declare
    was boolean := tg_op <> 'INSERT' and is_unsettled(old.state);
    is_now boolean := tg_op <> 'DELETE' and is_unsettled(new.state);
begin
    if tg_op <> 'INSERT' then
        insert into tally (name, change) values ('status ' || old.state, -1);
    end if;
    if tg_op <> 'DELETE' then
        insert into tally (name, change) values ('status ' || new.state, 1);
    end if;
    if was <> is_now then
        insert into tally (name, change)
        values ('unsettled ' || coalesce(new.destination, old.destination), case when is_now then 1 else -1 end);
    end if;
    return null;
end $$;
create trigger status_is_counted after insert on outbox for each row execute function count_status();
create trigger status_state_is_counted after update on outbox
    for each row when (old.state <> new.state) execute function count_status();
-- What was sent stays counted; what is removed with its patient does not.
create trigger status_is_removed after delete on outbox
    for each row when (old.state <> 'sent') execute function count_status();

create table timeline (
    id            bigint not null,
    at            timestamptz not null,
    order_id      bigint,
    event         text not null check (event <> ''),
    detail        text not null,
    message_id    bigint,
    performed_id  bigint,
    outbox_id     bigint,
    primary key (at, id)
) partition by range (at);
create sequence timeline_id;
create index timeline_of_order on timeline (order_id, id);
create index timeline_of_performed on timeline (performed_id);
create index timeline_of_message on timeline (message_id) where order_id is null and performed_id is null;
create trigger timeline_is_append_only before update or delete on timeline
    for each row execute function refuse_to_lose('timeline');
select begin_months('timeline', 'at');

-- Status messages as people look at them, wherever they stand.
create view status_message as
    select o.id, o.destination, o.order_key, o.step_id, o.order_id, o.performed_id, o.transition, o.control_id,
        o.payload, o.state, o.attempts, o.created_at, o.settled_at, o.last_error, o.ack
    from outbox o
    union all
    select t.id, t.destination, t.order_key, t.step_id, t.order_id, t.performed_id, t.transition, t.control_id,
        t.payload, 'sent', t.attempts, t.created_at, t.sent_at, '', t.ack
    from sent_status t;
