-- Why: performed procedure steps (PS3.4 Annex F). The database itself holds "final is final" (invariant 6):
-- no program, and nobody at a prompt, changes a completed or discontinued performed step.

create table performed_step (
    id                    bigint generated always as identity primary key,
    uid                   text collate "C" not null unique check (uid <> ''),
    status                text not null check (status in ('IN PROGRESS', 'COMPLETED', 'DISCONTINUED')),
    device                text not null,
    station               text not null,
    patient_id            text collate "C" not null,
    patient_issuer        text collate "C" not null,
    patient_name          text not null,
    birth_date            date,
    sex                   text not null,
    modality              text not null,
    started_at            timestamptz check (isfinite(started_at)),
    ended_at              timestamptz check (isfinite(ended_at)),
    discontinued_value    text not null,
    discontinued_scheme   text not null,
    discontinued_meaning  text not null,
    operators             text not null,
    series                integer not null check (series >= 0),
    instances             integer not null check (instances >= 0),
    attributes            bytea not null,
    create_digest         text not null,
    final_digest          text not null,
    linked_by             text not null,
    is_unscheduled        boolean not null,  -- no scheduled step is linked to it
    told_since            timestamptz not null,  -- its history begins here
    alarm                 text not null
);
create index performed_step_of_patient on performed_step (patient_id, patient_issuer);
create index performed_step_with_alarm on performed_step (id) where alarm <> '';
create index performed_step_unscheduled on performed_step (id) where is_unscheduled;

-- One item of Scheduled Step Attributes Sequence, as the modality sent it.
create table performed_step_reference (
    performed_id        bigint not null references performed_step,
    position            integer not null,
    study               text collate "C" not null,
    referenced_studies  text[] not null,
    accession           text collate "C" not null,
    accession_issuer    text collate "C" not null,
    procedure_id        text collate "C" not null,
    step_id             text collate "C" not null,
    primary key (performed_id, position)
);

create table performed_step_link (
    performed_id  bigint not null references performed_step,
    step_id       bigint not null references scheduled_step,
    primary key (performed_id, step_id)
);
create index performed_step_link_of_step on performed_step_link (step_id);

-- What a person settles later (the link and its alarm) may change; what the modality said may not. With its
-- patient it may be removed.
create function refuse_change_of_final_performed_step() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and may_remove() then
        return old;
    end if;
    if tg_op = 'DELETE' or (to_jsonb(new) - 'linked_by' - 'is_unscheduled' - 'told_since' - 'alarm') is distinct from
                           (to_jsonb(old) - 'linked_by' - 'is_unscheduled' - 'told_since' - 'alarm') then
        raise exception 'performed step % is final', old.id
            using errcode = 'check_violation', constraint = 'performed_step_final_is_final';
    end if;
    return new;
end $$;
create trigger performed_step_final_is_final before update or delete on performed_step
    for each row when (old.status <> 'IN PROGRESS') execute function refuse_change_of_final_performed_step();

create trigger alarm_is_counted after insert on performed_step
    for each row when (new.alarm <> '') execute function count_in('performed with alarm');
create trigger alarm_comes after update on performed_step
    for each row when (new.alarm <> '' and old.alarm = '') execute function count_in('performed with alarm');
create trigger alarm_goes after update on performed_step
    for each row when (old.alarm <> '' and new.alarm = '') execute function count_out('performed with alarm');
create trigger alarm_is_removed after delete on performed_step
    for each row when (old.alarm <> '') execute function count_out('performed with alarm');

create trigger unscheduled_is_counted after insert on performed_step
    for each row when (new.is_unscheduled) execute function count_in('unscheduled');
create trigger unscheduled_comes after update on performed_step
    for each row when (new.is_unscheduled and not old.is_unscheduled) execute function count_in('unscheduled');
create trigger unscheduled_goes after update on performed_step
    for each row when (old.is_unscheduled and not new.is_unscheduled) execute function count_out('unscheduled');
create trigger unscheduled_is_removed after delete on performed_step
    for each row when (old.is_unscheduled) execute function count_out('unscheduled');
