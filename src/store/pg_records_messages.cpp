// Received messages, for people.
#include "store/paging.h"
#include "store/pg_records.h"
#include "store/record.h"

namespace mwl::store {
namespace {

const Sql kMessage(with_columns(R"sql(
    select {message}
    from message m
    where m.id = $1)sql"));

// $5 disposition, $6 type, $7 control id, $8 sender, $9 peer, $10 and $11 patient, $12 and $13 order. What a
// message did to an order is in the order's timeline, within a day of it: two brokers' clocks may differ.
constexpr Keyset kMessageRows{"m.received_at", "m.id", R"sql(
    ($5::text = '' or m.disposition = $5) and ($6::text = '' or m.type = $6)
    and ($7::text = '' or m.control_id = $7) and ($8::text = '' or m.sender = $8) and ($9::text = '' or m.peer = $9)
    and ($10::text = '' or exists (
        select from message_patient l
        join patient p on p.id = l.patient_id
        where l.received_at = m.received_at and l.message_id = m.id and p.patient_id = $10
          and ($11::text = '' or p.issuer = $11)))
    and ($12::text = '' or exists (
        select from timeline t
        where t.order_id = order_named($12, $13) and t.message_id = m.id
          and t.at between m.received_at - interval '1 day' and m.received_at + interval '1 day')))sql"};

const Sql kMessagePlaces(places_in(kMessageRows, R"sql(from message m
    where true)sql"));

const Sql kMessagesNotApplied(places_in(kMessageRows, R"sql(from message m
    where m.disposition = $5 and m.disposition <> 'applied')sql"));

const Sql kMessagesOfControlId(places_in(kMessageRows, R"sql(from message m
    where hashtextextended(m.control_id, 0) = hashtextextended($7, 0))sql"));

const Sql kMessagesOfPatient(places_in(kMessageRows, R"sql(from patient of_patient
    join message_patient spoken on spoken.patient_id = of_patient.id
    join message m on m.received_at = spoken.received_at and m.id = spoken.message_id
    where of_patient.patient_id = $10 and ($11::text = '' or of_patient.issuer = $11)
      and spoken.received_at between to_timestamp($1::bigint / 1e6) and to_timestamp($2::bigint / 1e6))sql"));

const Sql kMessagesOfOrder(places_in(kMessageRows, R"sql(from (
        select t.message_id as id, min(t.at) - interval '1 day' as since, max(t.at) + interval '1 day' as until
        from timeline t
        where t.order_id = order_named($12, $13) and t.message_id is not null
          and t.at >= (select o.told_since - interval '1 day' from imaging_order o where o.id = order_named($12, $13))
        group by t.message_id) did
    join message m on m.id = did.id and m.received_at between did.since and did.until
    where m.received_at >= (select o.told_since - interval '2 days' from imaging_order o where o.id = order_named($12, $13)))sql"));

// For lists: fifty messages may be fifty mebibytes.
std::string without_raw(std::string sql) {
    constexpr std::string_view kRaw = "m.raw";
    return sql.replace(sql.find(kRaw), kRaw.size(), "''::bytea");
}

const Sql kMessages(without_raw(with_columns(R"sql(
    select {message}
    from unnest($1::bigint[], $2::bigint[]) as wanted(at, id)
    join message m on m.received_at = to_timestamp(wanted.at / 1e6) and m.id = wanted.id
        and m.received_at between to_timestamp($3::bigint / 1e6) and to_timestamp($4::bigint / 1e6)
    order by m.received_at desc, m.id desc)sql")));

const Sql kMessageCounts(R"sql(
    select substr(t.name, 9), sum(t.change)::bigint
    from tally t
    where starts_with(t.name, 'message ')
    group by t.name)sql");

// The one that leads to fewest rows.
const Sql& places_for(const MessageFilter& filter) {
    if (!filter.order.empty()) return kMessagesOfOrder;
    if (!filter.patient.empty()) return kMessagesOfPatient;
    if (!filter.control_id.empty()) return kMessagesOfControlId;
    return filter.disposition.value_or(Disposition::applied) == Disposition::applied ? kMessagePlaces
                                                                                     : kMessagesNotApplied;
}

Params params_of(const MessageFilter& filter) {
    Params params = Params().text(filter.disposition ? name_of(*filter.disposition) : "").text(filter.type);
    params.text(filter.control_id).text(filter.sender.str()).text(filter.peer);
    params.text(filter.patient.id).text(filter.patient.issuer.str());
    params.text(filter.order.number).text(filter.order.issuer.str());
    return params;
}

bool is_stated(const MessageFilter& filter) {
    return filter.disposition || !filter.type.empty() || !filter.control_id.empty() ||
           !filter.sender.empty() || !filter.peer.empty() || !filter.patient.empty() || !filter.order.empty();
}

}  // namespace

MessagePage PgRecords::messages(const MessageFilter& filter, const MessagePage::Asked& asked) {
    Walk wanted{places_for(filter), params_of(filter), is_stated(filter)};
    keep_within(wanted, filter.received);
    return read_page<MessagePage>(runner_, wanted, asked, clock_.now(), [&](const auto& places) {
        return records_in(ask_for_values(runner_, kMessages, store::params_of(places)), read_message);
    });
}

std::optional<StoredMessage> PgRecords::message(MessageRow row) {
    auto found =
        records_in(runner_.query({kMessage, kMessageWidth}, Params().number(row.value)), read_message);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::map<Disposition, std::int64_t> PgRecords::message_counts() {
    std::map<Disposition, std::int64_t> counts;
    for (const auto disposition : kDispositions) counts[disposition] = 0;
    for (const auto& values : runner_.query({kMessageCounts, 2})) {
        Row row(values);
        if (const auto disposition = disposition_named(row.text())) counts[*disposition] = row.number();
    }
    return counts;
}

}  // namespace mwl::store
