#pragma once
// What a Message owns. Never moved once its text is split: segments and parts point into it.

#include <string>
#include <vector>

#include "hl7/decoding.h"
#include "hl7/dialect.h"
#include "mwl/hl7/message.h"

namespace mwl::hl7 {

struct Message::Body {
    Dialect dialect;
    Reading reading;
    std::string text;  // UTF-8
    std::vector<Segment> segments;

    // Fills `segments` from `text`, whose first line is an MSH that declares `dialect`.
    Result<void> split(const ParseLimits& limits);

private:
    Result<Segment> split_line(std::string_view line, int ordinal) const;
    static Result<void> split_fields(Segment& segment, const ParseLimits& limits);
};

}  // namespace mwl::hl7
