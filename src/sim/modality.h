#pragma once
// A well-behaved modality: asks for its worklist, and plays one performed procedure step from IN PROGRESS to
// its end. One thread.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/base/result.h"
#include "mwl/dataset/dataset.h"
#include "mwl/net/tls.h"
#include "mwl/time/zone.h"

namespace mwl::sim {

struct ModalityOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 11112;
    AeTitle ae{"XRAY1"};
    AeTitle called{"MWLBROKER"};
    std::string modality = "DX";
    Zone zone;  // of its clock
    enum class Day { today, given, any };
    Day day = Day::today;   // which steps it asks for
    LocalDate date{};       // Day::given
    std::string accession;  // play this order; empty: the first of the list
    int series = 1;
    int images = 2;  // in each series
    net::Tls tls{};
    bool discontinue = false;  // end with DISCONTINUED instead of COMPLETED
};

// What happened, one sentence each, for people; the last one says how it ended.
struct Played {
    std::vector<std::string> steps;
    std::string accession;
    SopInstanceUid mpps;
};

// The worklist of the day it asks for. Problems: rejected, failed. Throws NetworkError.
Result<std::vector<dataset::Dataset>> ask_worklist(const ModalityOptions& options, Instant now);

// Asks, picks, N-CREATE, N-SET. Problem: nothing to do, or what was refused and why. Throws NetworkError.
Result<Played> play_examination(const ModalityOptions& options, const Clock& clock, Random& random);

// The data sets a modality sends for a worklist item.
dataset::Dataset performed_in_progress(const dataset::Dataset& item, const ModalityOptions& options,
                                       Instant now, const std::string& performed_id);
dataset::Dataset performed_final(const ModalityOptions& options, Instant now, const std::string& uid_root);

}  // namespace mwl::sim
