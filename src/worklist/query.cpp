#include "mwl/worklist/query.h"

#include "worklist/parsed_query.h"

namespace mwl::worklist {

struct Query::Body {
    ParsedQuery parsed;
};

Result<Query> Query::parse(const dataset::Dataset& identifier, const Asker& asker) {
    auto parsed = parse_query(identifier, asker);
    if (!parsed) return parsed.problem();
    return Query(std::make_unique<const Body>(Body{*std::move(parsed)}));
}

Query::Query(std::unique_ptr<const Body> body) : body_(std::move(body)) {}
Query::Query(Query&&) noexcept = default;
Query& Query::operator=(Query&&) noexcept = default;
Query::~Query() = default;

CandidateFilter Query::filter() const { return filter_of(body_->parsed); }
KeySet Query::failed(const WorklistItem& item) const { return failed_keys(body_->parsed, item); }
dataset::Dataset Query::answer(const WorklistItem& item) const { return answer_of(body_->parsed, item); }
const std::vector<std::string>& Query::remarks() const noexcept { return body_->parsed.remarks; }
bool Query::has_unsupported_key() const noexcept { return body_->parsed.has_unsupported_key; }
const Zone& Query::zone() const noexcept { return body_->parsed.zone; }

}  // namespace mwl::worklist
