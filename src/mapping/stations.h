#pragma once
// Which stations a step is scheduled for (interop.md 2, station rules). Private to mapping.

#include "mapping/reading.h"
#include "mwl/domain/model.h"

namespace mwl::mapping {

// The fields that station rules ask for, as the message states them. A field that an update leaves empty is
// unknown; in a new order it is empty.
struct StationClues {
    const Procedure& procedure;  // its code, priority and transport
    const Stated<std::string>& patient_location;
    const SenderName& sender;
    bool is_new;
};

// What the profile's sources hold (none by default), else the first station rule that fits. The rules need a
// stated modality. An update that lacks a field on which the choice depends leaves the stations as they are.
void read_stations(Reading& reading, const Group& order, const StationClues& clues, Step& step);

}  // namespace mwl::mapping
