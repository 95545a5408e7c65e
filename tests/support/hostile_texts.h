#pragma once
// The texts of hostile_texts.txt, which the page's tests in a browser read too.

#include <string>
#include <vector>

namespace mwl::test {

// At least 120, all different. Throws if the file cannot be read.
const std::vector<std::string>& hostile_texts();

}  // namespace mwl::test
