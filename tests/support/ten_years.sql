-- Ten years of a hospital for the test of what statements cost. Variables: orders, months.
-- Triggers are left out: what they would have counted is written at the end.
set search_path = mwl;
set session_replication_role = replica;
set synchronous_commit = off;

select make_month(m.table_name, month)
from monthly m,
    generate_series(date_trunc('month', now(), 'UTC') - make_interval(months => :months),
                    date_trunc('month', now(), 'UTC') - interval '1 month', interval '1 month') as month;

-- Order i is made at a time that rises with i; the last 3,000 are those of the last eleven days.
create temporary table made as
select i, case when i > :orders - 3000
               then now() - interval '7 days' + (i - :orders + 3000) * interval '310 seconds'
               else now() - interval '11 days' - (:orders - 3000 - i) * (make_interval(months => :months) / :orders)
          end as at
from generate_series(1, :orders) as i;
create index on made (i);
analyze made;

insert into patient (patient_id, issuer, other_ids, other_issuers, name, name_folded, birth_date, sex, allergies,
    medical_alerts, special_needs, pregnancy_status, weight_kg, size_m, comments)
select 'P' || i, 'HOSP', '{}', '{}', 'FAMILY' || i || '^GIVEN', 'family' || i || ' given', '1970-01-01', 'F', '', '',
    '', '', '', '', ''
from generate_series(1, :orders / 4) as i;

insert into visit (patient_id, number, issuer, location, institution, referring_physician, confidentiality,
    patient_state)
select i, 'V' || i, 'ADT', 'WARD^1^2', '', '', '', '' from generate_series(1, :orders / 4) as i;

insert into imaging_order (id, patient_id, sender, visit_number, visit_issuer, requesting_physician,
    requesting_service, requested_at, shares_study, told_since)
overriding system value
select i, 1 + i % (:orders / 4), 'RIS|HOSP', '', '', 'DOC^TOR', 'SURGERY', at, i % 50000 = 0, at from made;
select setval(pg_get_serial_sequence('imaging_order', 'id'), :orders);

insert into order_accession (order_id, number, issuer, is_current)
select i, 'A' || i, 'RIS', true from made;

insert into order_news (order_id, sender, said_at) select i, 'RIS|HOSP', at from made;
insert into patient_news (patient_id, sender, said_at)
select i, 'RIS|HOSP', now() - interval '1 year' from generate_series(1, :orders / 4) as i;

insert into requested_procedure (order_id, procedure_id, study, study_was_generated, description, code_value,
    code_scheme, code_meaning, priority, transport, reason, comments, clinical_information)
select i, 'R' || i, '2.25.' || i, false, 'CHEST', 'C' || i % 300, 'L', 'Chest', 'ROUTINE', '', '', '', '' from made;

-- Of twelve old steps one was never performed and has expired; those of the last days are open.
insert into scheduled_step (procedure_id, step_id, status, withheld, created_at, expired_at, placer_number,
    placer_issuer, filler_number, filler_issuer, modality, stations, station_name, location, start_at, local_date,
    all_day, performing_physician, description, protocol_value, protocol_scheme, protocol_meaning, comments,
    ordered_pid_3, ordered_pid_18, ordered_pv1_19, ordered_orc_2, ordered_orc_3, ordered_obr_2, ordered_obr_3,
    ordered_obr_4, ordered_obr_18, ordered_obr_19, ordered_obr_20, ordered_obr_24, ordered_obr_44, ordered_zds)
select i, 'S' || i,
    case when i > :orders - 3000 and i % 3 > 0 or i % 12 = 0 then 'SCHEDULED' else 'COMPLETED' end,
    i % 20000 = 0, at,
    case when i <= :orders - 3500 and i % 12 = 0 then at + interval '8 days' end,
    'PL' || i, 'PLACER', 'FI' || i, 'FILLER', (array['CT', 'MR', 'US', 'DX', 'CR', 'MG', 'XA', 'NM'])[1 + i % 8],
    array['AE' || i % 20], '', '', at + interval '1 hour', (at + interval '1 hour')::date, false, '', 'CHEST', 'C1', 'L',
    'Chest', '', 'P1^^^HOSP', '', '', 'PL' || i, 'FI' || i, 'PL' || i, 'FI' || i, 'C1^Chest^L', '', '', '', 'CT', '', ''
from made;

insert into performed_step (uid, status, device, station, patient_id, patient_issuer, patient_name, birth_date, sex,
    modality, started_at, ended_at, discontinued_value, discontinued_scheme, discontinued_meaning, operators, series,
    instances, attributes, create_digest, final_digest, linked_by, is_unscheduled, told_since, alarm)
select '1.2.3.' || i, 'COMPLETED', 'AE' || i % 20, 'AE' || i % 20, 'P' || 1 + i % (:orders / 4), 'HOSP', 'FAMILY^GIVEN',
    '1970-01-01', 'F', 'CT', at, at, '', '', '', '', 1, 100, '\x00', 'c', 'f', 'SPS ID', i % 100 = 0, at,
    case when i % 200 = 0 then 'another patient' else '' end
from made where i <= :orders - 3000;
insert into performed_step_reference (performed_id, position, study, referenced_studies, accession, accession_issuer,
    procedure_id, step_id)
select i, 1, '2.25.' || i, '{}', 'A' || i, 'RIS', 'R' || i, 'S' || i from made where i <= :orders - 3000;
insert into performed_step_link (performed_id, step_id)
select i, i from made where i <= :orders - 3000 and i % 100 <> 0;

insert into mapping_note (order_id, message_id, kind, target, source, rule)
select i, i, 'taken from', 'AccessionNumber', 'OBR[1]-18', 'OBR-18 was empty' from made;

insert into order_origin (order_id, part, origins)
select i, part, '{"step.modality":["OBR[1]-24","CT","upper",' || i || ',false]}'
from made, unnest(array['', 'procedure R' || i, 'step S' || i]) as part;
insert into patient_origin (patient_id, origins)
select id, '{"patient.name":["PID[1]-5","A^B","",1,false]}' from patient;
insert into visit_origin (visit_id, origins)
select id, '{"visit.location":["PV1[1]-3","W","",1,false]}' from visit;

insert into message (id, receipt, received_at, peer, raw, sender, sent_at, control_id, body_digest, type, sent_instant,
    disposition, ack_code, reason)
select nextval('message_id'), i || '/' || n, at + n * interval '1 second', '10.0.0.1',
    convert_to(repeat('MSH|^~\&|RIS|HOSP', 20), 'UTF8'), 'RIS|HOSP', '20260101', 'M' || i || '/' || n, 'digest', 'ORM^O01',
    at, case when (i + n) % 40 = 0 then 'quarantined' else 'applied' end, 'AA', ''
from made, generate_series(1, 3) as n;
insert into message_patient (received_at, message_id, patient_id)
select received_at, id, 1 + split_part(receipt, '/', 1)::bigint % (:orders / 4) from message;

insert into timeline (id, at, order_id, event, detail, message_id)
select nextval('timeline_id'), at + n * interval '1 second', i, 'order updated', 'XO', i
from made, generate_series(1, 4) as n;

insert into sent_status (id, destination, order_key, step_id, order_id, performed_id, transition, control_id, payload,
    attempts, created_at, sent_at, ack)
select 2 * i + n, 'ris', 'order ' || i, 'S' || i, i, i, (array['in progress', 'completed'])[n + 1], i || '/' || n,
    convert_to(repeat('MSH|^~\&|MWL', 30), 'UTF8'), 1, at, at, 'AA'
from made, generate_series(0, 1) as n where i <= :orders - 3000;
insert into status_told (performed_id, destination, order_key, step_id, transition, control_id)
select performed_id, destination, order_key, step_id, transition, control_id from sent_status;

-- The RIS has been down for a while: heads that were tried, what waits behind them, some parked and dead.
insert into outbox (id, destination, order_key, step_id, order_id, performed_id, transition, control_id, payload, state,
    attempts, created_at, due_at, claimant, last_error, ack)
overriding system value
select 10 * :orders + i, 'ris', 'order ' || i / 2, 'S' || i / 2, i / 2, i / 2, 'completed', 'w' || i, '\x00',
    case when i % 100 = 0 then 'parked' when i % 100 = 2 then 'dead' else 'waiting' end, case when i % 2 = 0 then 3 else 0 end,
    now() - interval '1 hour', now() - interval '1 minute', '', '', ''
from generate_series(2, :orders / 20) as i;
select setval(pg_get_serial_sequence('outbox', 'id'), 11 * :orders);

insert into association (id, association_id, opened_at, closed_at, peer, calling_ae, called_ae, outcome, contexts,
    operations)
select nextval('association_id'), i, at, at, '10.0.0.1', 'AE' || i % 20, 'MWLBROKER',
    case when i % 500 = 0 then 'rejected 1/1/3: unknown' else 'released' end, '', '' from made;
insert into query (id, association, association_id, asked_at, answered_at, calling_ae, status, answers,
    characters_replaced, key_paths, key_keywords, key_values, looked_at, nearest_are, accession_unknown, kept_out_by,
    kept_out_steps, comment, note)
select nextval('query_id'), a.id, a.association_id, a.opened_at, a.closed_at, a.calling_ae, 0, a.id % 3, 0,
    array_fill('(0040,0100)>(0008,0060)'::text, array[30]), array_fill('Modality'::text, array[30]),
    array_fill('CT'::text, array[30]), 200, 'open steps', false, '{Modality}', '{200}', '', ''
from association a;

insert into tally (name, change)
select 'message ' || disposition, count(*) from message group by disposition
union all
select 'status ' || state, count(*) from outbox group by state
union all
select 'unsettled ris', count(*) from outbox where is_unsettled(state)
union all
select 'status sent', count(*) from sent_status
union all
select 'unscheduled', count(*) from performed_step where is_unscheduled
union all
select 'performed with alarm', count(*) from performed_step where alarm <> ''
union all
select 'withheld step', count(*) from scheduled_step s where is_withheld_and_open(s);

set session_replication_role = origin;
vacuum analyze;
