#pragma once
// The SCPs: each answers one request and fills its record; if NetworkError is thrown, the record says how far
// it got.

#include "dicom/service.h"

namespace mwl::dicom {

// Answers a request by the table of served SOP classes (sop_classes.h).
void answer(Conversation& talk, const Command& request, OperationRecord& record);

void answer_echo(Conversation& talk, const Command& request, OperationRecord& record);      // PS3.4 A
void answer_find(Conversation& talk, const Command& request, OperationRecord& record);      // PS3.4 K
void answer_n_create(Conversation& talk, const Command& request, OperationRecord& record);  // PS3.4 F.7.2.1
void answer_n_set(Conversation& talk, const Command& request, OperationRecord& record);     // PS3.4 F.7.2.2

// A request that cannot be taken: its data set is read and dropped, the answer is `status` with the comment.
void refuse(Conversation& talk, const Command& request, Status status, OperationRecord& record,
            const std::string& comment = {});

// The gate's remark on this element of the command set; nullptr if there was nothing odd.
const gate::CommandRemark* remark_on(const Command& request, std::uint16_t element) noexcept;

// Adds a sentence to the record's note.
void add_note(OperationRecord& record, const std::string& note);

}  // namespace mwl::dicom
