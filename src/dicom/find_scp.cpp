// Modality Worklist C-FIND as SCP (PS3.4 K.4.1).

#include <optional>
#include <string>

#include "dicom/dcm_write.h"
#include "dicom/dimse_request.h"
#include "dicom/incoming.h"
#include "dicom/query_record.h"
#include "dicom/scp.h"
#include "dicom/status_detail.h"
#include "mwl/base/thrown.h"

namespace mwl::dicom {
namespace {

FindAnswer failed_find(Status status, std::string comment) { return {{}, status, std::move(comment), {}}; }

// Inside a catch block only.
FindAnswer defect(Conversation& talk) {
    talk.service.log.error("query failed",
                           {{"assoc", talk.association.caller.association}, {"why", what_was_thrown()}});
    return failed_find(status::kUnableToProcess, "internal error");
}

// What the handler says; broken machinery becomes a failure, never an empty success.
FindAnswer ask_handler(Conversation& talk, const FindRequest& query, OperationRecord& record) {
    const auto& caller = talk.association.caller;
    try {
        record.keys = keys_of(query.query);
        return talk.service.handlers.find(caller, query);
    } catch (const StoreError& error) {
        talk.service.log.error("query failed", {{"assoc", caller.association}, {"why", error.what()}});
        return failed_find(status::kDatabaseUnavailable, "database unavailable");
    } catch (...) {
        return defect(talk);
    }
}

class Responder {
public:
    Responder(Conversation& talk, const Command& request, OperationRecord& record)
        : talk_(talk), request_(request), record_(record) {}

    void send_all(FindAnswer& answer) {
        for (std::size_t i = 0; i < answer.items.size(); ++i) {
            const auto seen = talk_.channel.interruption(record_.message_id);
            if (seen == DimseChannel::Interruption::cancelled)
                return send_last(failed_find(status::kCancelled, {}));
            if (seen == DimseChannel::Interruption::ended) return note_unfinished(answer);
            const auto written = write(answer.items[i]);
            if (!written) return send_last(failed_find(status::kUnableToProcess, "internal error"));
            send_item(answer.items[i], *written);
        }
        send_last(answer);
    }

private:
    // None: a defect; then the list must not look complete.
    std::optional<Written> write(const FindItem& found) const {
        try {
            return write_dataset(found.item);
        } catch (...) {
            (void)defect(talk_);
            return std::nullopt;
        }
    }

    void send_item(const FindItem& found, const Written& written) {
        auto response =
            response_with(found.optional_key_ignored ? status::kPendingOptionalKeys : status::kPending);
        talk_.channel.send(*response, written.data_set.get());
        ++record_.answers;
        record_.characters_replaced += written.characters_replaced;
    }

    void send_last(const FindAnswer& answer) {
        record_.status = answer.status;
        record_.comment = printable_comment(answer.error_comment);
        auto response = response_with(answer.status);
        response->detail = write_detail({answer.error_comment, {}, answer.offending_elements, {}});
        talk_.channel.send(*response);
    }

    void note_unfinished(const FindAnswer& answer) {
        record_.status = status::kCancelled;
        record_.comment = "association ended after " + std::to_string(record_.answers) + " of " +
                          std::to_string(answer.items.size());
    }

    std::unique_ptr<Command> response_with(Status status) const {
        auto response = std::make_unique<Command>();
        response->context = request_.context;
        response->message = plain_response(request_.message, status);
        auto& find = response->message.msg.CFindRSP;
        if (is_pending(status)) find.DataSetType = DIMSE_DATASET_PRESENT;
        put_uid(find.AffectedSOPClassUID, fields_of(request_.message).sop_class);
        find.opts = O_FIND_AFFECTEDSOPCLASSUID;
        return response;
    }

    Conversation& talk_;
    const Command& request_;
    OperationRecord& record_;
};

FindAnswer answer_of(Conversation& talk, const Command& request, OperationRecord& record) {
    const auto& options = talk.service.options;
    const auto in = receive_values(
        talk, request, {options.max_find_bytes, options.max_find_elements, gate::kFindLimits.max_depth});
    if (in.problem)
        return failed_find(in.over_limit ? status::kOutOfResources : status::kUnableToProcess,
                           in.problem->what);
    auto answer = ask_handler(talk, {in.values}, record);
    add_note(record, in.note);
    add_note(record, answer.note);
    record.why_empty = answer.why_empty;
    return answer;
}

}  // namespace

void answer_find(Conversation& talk, const Command& request, OperationRecord& record) {
    auto& counters = talk.service.counters;
    ++counters.finds;
    auto answer = answer_of(talk, request, record);
    Responder(talk, request, record).send_all(answer);
    counters.find_items += record.answers;
    counters.characters_replaced += record.characters_replaced;
    if (is_failure(record.status)) ++counters.failures;
}

}  // namespace mwl::dicom
