#pragma once
// How the model is read from rows: for each table the columns to be selected and the reader that takes them
// in that order. A statement names a group of columns as {patient}, {visit}, … (aliases p, v, o, a, r, s, w,
// m). Private to store.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mwl/base/error.h"
#include "mwl/domain/device.h"
#include "mwl/domain/known.h"
#include "mwl/store/messages.h"
#include "mwl/store/outbox.h"
#include "store/values.h"

namespace mwl::store {

inline constexpr std::size_t kPatientWidth = 15;
inline constexpr std::size_t kVisitWidth = 7;
inline constexpr std::size_t kOrderWidth = 11;
inline constexpr std::size_t kAccessionWidth = 2;
inline constexpr std::size_t kProcedureWidth = 13;
inline constexpr std::size_t kStepWidth = 22;
inline constexpr std::size_t kItemWidth =
    kPatientWidth + kVisitWidth + kOrderWidth + kAccessionWidth + kProcedureWidth + kStepWidth;
inline constexpr std::size_t kMessageWidth = 18;

Patient read_patient(Row& row);            // {patient}, alias p
Visit read_visit(Row& row);                // {visit}, alias v; all NULL: no visit
Order read_order(Row& row);                // {order}, aliases o and p; without its accession numbers
AccessionNumber read_accession(Row& row);  // {accession}, alias a
Procedure read_procedure(Row& row);        // {procedure}, alias r
Step read_step(Row& row);                  // {step}, alias s
AsOrdered read_as_ordered(Row& row);       // {as_ordered}, alias s
PerformedStep read_performed(Row& row);    // {performed}, alias w
StoredMessage read_message(Row& row);      // {message}, alias m
OutboundMessage read_status(Row& row);     // {status}, alias o
WorklistItem read_item(Row& row);          // {patient}, {visit}, {order}, {accession}, {procedure}, {step}

PpsStatus read_pps_status(Row& row);
OutboxState read_outbox_state(Row& row);

// An identifier and its issuer.
template <typename Id>
Id read_id(Row& row) {
    std::string id = row.text();
    return Id{std::move(id), Issuer(row.text())};
}

// A list of identifiers and one of their issuers.
template <typename Id>
std::vector<Id> read_ids(Row& row) {
    const auto ids = row.texts();
    const auto issuers = row.texts();
    if (ids.size() != issuers.size()) throw StoreError("an identifier lacks its issuer", kUnreadable);
    std::vector<Id> out;
    out.reserve(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) out.push_back(Id{ids[i], Issuer(issuers[i])});
    return out;
}

// Every row by one of the readers above.
template <typename Read>
auto records_in(const Rows& rows, const Read& read) {
    std::vector<decltype(read(std::declval<Row&>()))> records;
    records.reserve(rows.size());
    for (const auto& values : rows) {
        Row row(values);
        records.push_back(read(row));
    }
    return records;
}

// `sql` with each {group} replaced by its columns. For constants only: values are parameters, always.
std::string with_columns(std::string_view sql);

}  // namespace mwl::store
