#pragma once
// The identifiers of an order, its procedure and its step: what the message states, what the profile takes
// instead, what is derived (interop.md 2, architecture.md "Ids"). Private to mapping.

#include <map>

#include "mapping/reading.h"
#include "mwl/domain/change.h"

namespace mwl::mapping {

// Numbers the groups of one message that would derive equal ids. One per message.
class Positions {
public:
    int next(const std::string& name) { return ++counts_[name]; }
    // Empty until it is set: what was derived for an OBR under this accession number.
    ProcedureId& procedure_of(const hl7::Segment* obr, const std::string& accession) {
        return procedures_[{obr, accession}];
    }

private:
    std::map<std::string, int> counts_;
    std::map<std::pair<const hl7::Segment*, std::string>, ProcedureId> procedures_;
};

// Fills accession, placer, filler, procedure id, Study UID and SPS id of `change`, whose patient id is set.
// `zds1`: the Study UID's field, of the group or of the one ZDS segment of the message. Only a create gets
// derived ids; anything else keeps them empty, to be found in the stored order. `control_id`: MSH-10.
void read_order_ids(Reading& reading, const Group& order, const Field& zds1, std::string_view control_id,
                    Positions& positions, OrderChange& change);

}  // namespace mwl::mapping
