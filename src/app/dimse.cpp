#include "app/dimse.h"

#include <algorithm>
#include <array>
#include <optional>

#include "mwl/base/parts.h"

namespace mwl::app {
namespace {

using mapping::MppsRefusal;
using services::WorklistAnswer;

// An outcome of a use case in DIMSE's terms: its status and Error ID.
template <typename Outcome>
struct StatusRow {
    Outcome outcome;
    dicom::Status status;
    std::optional<std::uint16_t> error_id = std::nullopt;
};

using AnswerRow = StatusRow<WorklistAnswer::End>;
using RefusalRow = StatusRow<MppsRefusal::Kind>;

// PS3.4 K.4.1.1.4.
constexpr std::array kAnswers{
    AnswerRow{WorklistAnswer::End::complete, dicom::status::kSuccess},
    AnswerRow{WorklistAnswer::End::limit_reached, dicom::status::kOutOfResources},
    AnswerRow{WorklistAnswer::End::bad_query, dicom::status::kIdentifierDoesNotMatch},
};

// PS3.4 F.7.2, interop.md 6.
constexpr std::array kRefusals{
    RefusalRow{MppsRefusal::Kind::duplicate_instance, dicom::status::kDuplicateInstance},
    RefusalRow{MppsRefusal::Kind::no_such_instance, dicom::status::kNoSuchInstance},
    RefusalRow{MppsRefusal::Kind::already_final, dicom::status::kProcessingFailure,
               dicom::status::kErrorMayNoLongerBeUpdated},
    RefusalRow{MppsRefusal::Kind::invalid_value, dicom::status::kInvalidAttributeValue},
    RefusalRow{MppsRefusal::Kind::missing_attribute, dicom::status::kMissingAttribute},
    RefusalRow{MppsRefusal::Kind::missing_value, dicom::status::kMissingAttributeValue},
    RefusalRow{MppsRefusal::Kind::processing_failure, dicom::status::kProcessingFailure},
};

// Precondition: the table has a row for each outcome.
template <typename Outcome, std::size_t N>
const StatusRow<Outcome>& row_of(const std::array<StatusRow<Outcome>, N>& table, Outcome outcome) {
    return *std::ranges::find(table, outcome, &StatusRow<Outcome>::outcome);
}

std::string outcome_of(const dicom::AssociationSummary& summary) {
    std::string text = name_of(summary.ending);
    if (summary.rejection)
        text += " " + std::to_string(summary.rejection->result) + "/" +
                std::to_string(summary.rejection->source) + "/" + std::to_string(summary.rejection->reason) +
                ": " + summary.rejection->why;
    if (!summary.why.empty()) text += ": " + summary.why;
    return text;
}

std::string describe(const dicom::OperationRecord& operation) {
    std::string line = std::string(name_of(operation.kind)) + " status " + dicom::hex_of(operation.status);
    if (!operation.uid.empty()) line += ", " + operation.uid.str();
    if (!operation.comment.empty()) line += ", " + operation.comment;
    if (!operation.note.empty()) line += ", " + operation.note;
    return line;
}

store::QueryRecord query_record(const dicom::AssociationSummary& summary,
                                const dicom::OperationRecord& operation) {
    store::QueryRecord record;
    record.association = summary.caller.association;
    record.asked_at = operation.asked;
    record.answered_at = operation.answered;
    record.calling_ae = summary.caller.calling.str();
    record.status = operation.status;
    record.answers = static_cast<std::int64_t>(operation.answers);
    record.characters_replaced = static_cast<std::int64_t>(operation.characters_replaced);
    record.keys = operation.keys;
    record.why_empty = operation.why_empty;
    record.comment = operation.comment;
    record.note = operation.note;
    return record;
}

constexpr const char* kNotADevice = "this AE title is no longer an enabled device";

}  // namespace

dicom::FindAnswer refused_find() {
    dicom::FindAnswer refused;
    refused.status = dicom::status::kUnableToProcess;
    refused.error_comment = kNotADevice;
    return refused;
}

dicom::MppsResponse refused_mpps() {
    dicom::MppsResponse refused;
    refused.status = dicom::status::kProcessingFailure;
    refused.error_comment = kNotADevice;
    return refused;
}

dicom::MppsResponse refused_uid(const std::string& fault) {
    dicom::MppsResponse refused;
    refused.status = dicom::status::kInvalidInstance;
    refused.error_comment = fault;
    return refused;
}

dicom::FindAnswer find_answer(services::WorklistAnswer answer) {
    dicom::FindAnswer found;
    found.status = row_of(kAnswers, answer.end).status;
    found.error_comment = answer.comment;
    found.offending_elements = answer.unreadable;
    found.why_empty = std::move(answer.why_empty);
    found.note = joined(answer.remarks, "; ");
    for (auto& item : answer.items) found.items.push_back({std::move(item), answer.has_unsupported_key});
    return found;
}

dicom::MppsResponse mpps_response(const services::MppsOutcome& outcome) {
    dicom::MppsResponse response;
    response.uid = outcome.uid;
    response.note = joined(outcome.remarks, "; ");
    if (!outcome.refusal) return response;
    const auto& row = row_of(kRefusals, outcome.refusal->kind);
    response.status = row.status;
    response.error_id = row.error_id;
    response.error_comment = outcome.refusal->comment;
    response.attributes = outcome.refusal->attributes;
    return response;
}

store::AssociationRecord association_record(const dicom::AssociationSummary& summary) {
    store::AssociationRecord record;
    record.id = summary.caller.association;
    record.opened_at = summary.opened;
    record.closed_at = summary.closed;
    record.peer = summary.caller.address.str();
    record.calling_ae = summary.caller.calling.str();
    record.called_ae = summary.caller.called.str();
    record.outcome = outcome_of(summary);
    for (const auto& context : summary.contexts) {
        record.contexts +=
            std::to_string(context.id) + " " + context.abstract_syntax + ": " + name_of(context.result);
        if (!context.accepted.empty()) record.contexts += " " + context.accepted;
        record.contexts += "\n";
    }
    for (const auto& operation : summary.operations)
        if (operation.kind == dicom::Operation::find)
            record.queries.push_back(query_record(summary, operation));
        else
            record.operations += describe(operation) + "\n";
    if (const auto further = summary.operations_in_all - summary.operations.size(); further > 0)
        record.operations += "and " + std::to_string(further) + " more, queries among them, not kept\n";
    return record;
}

}  // namespace mwl::app
