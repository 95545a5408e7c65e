#pragma once
// What an A-ASSOCIATE-RQ or -AC says, as far as it is used here: what is not (asynchronous operations,
// extended negotiation, user identity, items that PS3.7 does not know) is read and not written again, so it
// counts as not proposed.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mwl/gate/bytes.h"
#include "mwl/gate/pdu_gate.h"
#include "mwl/gate/pdu_state.h"

namespace mwl::gate {

inline constexpr std::size_t kTitleBytes = 16;  // of an AE title, padded with spaces (PS3.8 9.3.2)

struct AssociateContext {
    std::uint8_t id = 0;
    std::uint8_t result = 0;                          // A-ASSOCIATE-AC only
    std::string abstract_syntax = {};                 // A-ASSOCIATE-RQ only
    std::vector<std::string> transfer_syntaxes = {};  // each once, at most 50
};

struct AssociateRole {
    std::string sop_class;
    bool is_scu = false;
    bool is_scp = false;
};

// Texts are canonical (command_values.h).
struct AssociatePdu {
    std::uint16_t protocol_version = 0;  // written as version 1: the association judges it
    AeTitles titles;
    std::string application_context;
    std::vector<AssociateContext> contexts;
    std::uint32_t max_length = 0;
    std::string implementation_class;
    std::string implementation_version;
    std::vector<AssociateRole> roles;  // one for each SOP class, the first given; neither role: none
};

// The one form of it: items in the order of PS3.8 tables 9-11 and 9-17, PS3.7 D.3.3.
void write_associate(PduBytes& out, PduType type, const AssociatePdu& pdu);

}  // namespace mwl::gate
