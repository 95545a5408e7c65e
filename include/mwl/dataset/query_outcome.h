#pragma once
// What is kept of a worklist query: what was asked, and why nothing was found. Plain values without names or
// ids of patients. Pure.

#include <cstdint>
#include <string>
#include <vector>

namespace mwl::dataset {

// A key of a query, with its value only where that cannot identify a patient (dates, times, modality, AE
// titles, step status).
struct AskedKey {
    std::string path;     // "(0040,0100)>(0008,0060)"
    std::string keyword;  // "Modality"; empty: a tag that the broker does not know
    std::string value;
    friend bool operator==(const AskedKey&, const AskedKey&) = default;
};

// Why a query has no answer: the steps looked at that fail fewest keys, counted by what keeps them out.
struct WhyEmpty {
    // What may keep a step out besides a key: such a step is on no worklist.
    static constexpr const char* kWithheld = "withheld";
    static constexpr const char* kExpired = "expired";
    static constexpr const char* kBeing = "being ";  // and its status: "being COMPLETED"

    struct KeptOut {
        // Keywords of keys, kWithheld, kExpired, kBeing and a status. Each of them kept these steps out.
        std::vector<std::string> by;
        std::int64_t steps = 0;
        friend bool operator==(const KeptOut&, const KeptOut&) = default;
    };

    std::int64_t looked_at = 0;               // steps; 0: there is no open step at all
    bool asked_accession_is_unknown = false;  // an accession number was asked for, and no step has it
    bool is_about_asked_accession =
        false;                     // `nearest`: steps of the accession number asked for; else open ones
    std::vector<KeptOut> nearest;  // by `by`
    friend bool operator==(const WhyEmpty&, const WhyEmpty&) = default;
};

// "nearest kept out: 12 by Modality, 3 by PatientName".
std::string words_of(const WhyEmpty& why);
// The same without the numbers: it changes only when the reasons do.
std::string kept_out_by(const WhyEmpty& why);

}  // namespace mwl::dataset
