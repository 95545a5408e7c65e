#include "mwl/text/regex.h"

#include <re2/re2.h>

namespace mwl::text {
namespace {

constexpr std::int64_t kMostMemory = std::int64_t{1} << 20;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

RE2::Options options() {
    RE2::Options out;
    out.set_log_errors(false);
    out.set_max_mem(kMostMemory);
    return out;
}

}  // namespace

struct Regex::Compiled {
    explicit Compiled(std::string_view written) : pattern(written), expression(piece(written), options()) {}
    std::string pattern;
    RE2 expression;
};

Result<Regex> Regex::parse(std::string_view pattern) {
    auto compiled = std::make_shared<const Compiled>(pattern);
    if (!compiled->expression.ok()) return Problem{Code::malformed, "", compiled->expression.error()};
    return Regex(std::move(compiled));
}

const std::string& Regex::pattern() const noexcept { return compiled_->pattern; }

bool Regex::has_groups_of(std::string_view with) const {
    std::string error;
    return compiled_->expression.CheckRewriteString(piece(with), &error);
}

std::string Regex::replaced(std::string_view text, std::string_view with) const {
    std::string out(text);
    RE2::GlobalReplace(&out, compiled_->expression, piece(with));
    return out;
}

}  // namespace mwl::text
