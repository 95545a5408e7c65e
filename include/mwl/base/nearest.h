#pragma once
// "Did you mean": for messages about words that nobody knows.

#include <string>
#include <vector>

namespace mwl::base {

// The known word most like `wrong`, by edits of single letters; empty if none is near.
std::string nearest(const std::string& wrong, const std::vector<std::string>& known);

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
