#pragma once
// What a response says besides its status (PS3.7 Annex C).

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mwl/dataset/tag.h"

namespace mwl::dicom {

struct StatusDetail {
    std::string error_comment;                     // (0000,0902)
    std::optional<std::uint16_t> error_id;         // (0000,0903)
    std::vector<dataset::Tag> offending_elements;  // (0000,0901)
    std::vector<dataset::Tag> attributes;          // (0000,1005)
};

// Comments are cut at 64 characters and written in ASCII: a command set has no other set (PS3.7 6.3).
// Nullptr if there is nothing to say.
std::unique_ptr<DcmDataset> write_detail(const StatusDetail& detail);
StatusDetail read_detail(DcmDataset* detail);

// The comment as it is sent.
std::string printable_comment(const std::string& comment);

}  // namespace mwl::dicom
