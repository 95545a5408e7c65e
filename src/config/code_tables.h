#pragma once
// The tables of codes of a profile: in its own file ([tables.sections]) or in a CSV file beside it.

#include <filesystem>

#include "config/document.h"
#include "config/findings.h"
#include "mwl/mapping/profile.h"

namespace mwl::config {

// Adds the tables that the document names as files ([tables] procedures = "procedures.csv"; relative to the
// document's folder) to those of `profile` that it holds itself. The first line of such a file names the
// columns, the first of them that of the codes. Then checks that every table and column that a source of the
// profile asks is there, that what is given for a Modality is one, and warns of tables that nothing asks.
void read_code_tables(const Document& document, const std::filesystem::path& folder,
                      mapping::SiteProfile& profile, Findings& findings);

}  // namespace mwl::config
