#pragma once
// Splits a message into what concerns the patient and one group per ordered step, as the grammar of its
// structure says. Private to mapping.

#include <list>
#include <string>
#include <vector>

#include "mapping/reading.h"

namespace mwl::mapping {

enum class Structure { orm_o01, omg_o19, omi_o23, siu_s12, adt_a01 };

struct MessageGroups {
    Group patient;            // everything before the first ORC or OBR
    std::list<Group> orders;  // each with one OBR; they look into `patient`: do not move this object
    const hl7::Segment* only_zds = nullptr;  // the one ZDS of the message: it counts for all its groups (IHE)
    // Segments in a place that the grammar does not know, which are used all the same.
    std::vector<MappingNote> misplaced;

    MessageGroups() = default;
    MessageGroups(const MessageGroups&) = delete;
    MessageGroups& operator=(const MessageGroups&) = delete;
};

// faults.md C32. Segments before the first order are repeated for every order, in its values and notes; those
// between an ORC and its first OBR, for every OBR under it.
inline constexpr std::size_t kMostOrders = 200;
inline constexpr std::size_t kMostRepeatedBytes = std::size_t{4} * 1024 * 1024;  // of all orders together

// Segments about the patient (PID, AL1, the only PV1) belong to the patient wherever they are, unless the
// structure has prior results, which are left aside. Those between an ORC and its first OBR belong to every
// OBR under that ORC; those between an ORC and its first IPC to every IPC. The resources of an appointment
// (AIG, AIL, AIP) belong to every service (AIS) of their RGS. The message must outlive the groups. Problems:
// segment_sequence, a second patient; too_large, with the first order beyond a limit as its place.
Result<void> split(const hl7::Message& message, Structure structure, MessageGroups& groups);

}  // namespace mwl::mapping
