#pragma once
// How the model is read from rows: for each table the columns to be selected and the reader that takes them
// in that order. A statement names a group of columns as {patient}, {visit}, … (aliases p, v, o, a, r, s, w,
// m). Private to store.

#include <cstddef>
#include <string>
#include <string_view>

#include "mwl/domain/device.h"
#include "mwl/domain/known.h"
#include "mwl/store/messages.h"
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
WorklistItem read_item(Row& row);          // {patient}, {visit}, {order}, {accession}, {procedure}, {step}

// `sql` with each {group} replaced by its columns. For constants only: values are parameters, always.
std::string with_columns(std::string_view sql);

}  // namespace mwl::store
