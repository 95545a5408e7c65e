#include "mwl/services/answers.h"

#include <map>
#include <utility>

#include "mwl/base/thrown.h"
#include "mwl/worklist/attributes.h"
#include "mwl/worklist/query.h"
#include "services/why_empty.h"

namespace mwl::services {

using dataset::Dataset;
namespace tags = dataset::tags;

Zone zone_of(const domain::Device& device, const Zone& site_zone) {
    if (device.zone.empty()) return site_zone;
    const auto zone = Zone::named(device.zone);
    return zone ? *zone : site_zone;
}

namespace {

// The empty answer is right whether or not it can be explained: nothing that fails here may change it.
void explain_if_possible(store::CandidateSource& source, const worklist::Query& query,
                         WorklistAnswer& answer) {
    answer.candidates = 0;
    try {
        answer.why_empty = why_empty(source, query);
        answer.candidates = static_cast<std::size_t>(answer.why_empty->looked_at);
    } catch (...) {
        answer.remarks.push_back("why nothing matched could not be explained: " + what_was_thrown());
    }
}

text::Charset charset_for(const Dataset& query, const domain::Device& device, text::Charset standard) {
    for (const std::string& term : {device.charset, query.value(tags::SpecificCharacterSet)}) {
        if (term.empty()) continue;
        if (const auto charset = text::charset_of_dicom(term)) return *charset;
    }
    return standard;
}

// Chooses the character set of each item: the one of the answer, or UTF-8 where that one would alter an
// identifier, which could then be another patient's.
class CharacterSets {
public:
    explicit CharacterSets(text::Charset wanted) : term_(text::dicom_term(wanted)) {
        if (const auto written = text::charset_of_dicom(term_)) charset_ = *written;
    }

    void name_in(Dataset& item) {
        std::string term = term_;
        if (const auto identifier = worklist::identifier_beyond(charset_, item)) {
            ++beyond_[*identifier];
            term = text::dicom_term(text::Charset::utf8);
        }
        if (!term.empty()) item.set(tags::SpecificCharacterSet, std::move(term));
    }

    void tell(std::vector<std::string>& remarks) const {
        for (const auto& [identifier, items] : beyond_)
            remarks.push_back(describe(identifier) + " does not fit " +
                              (term_.empty() ? "the default repertoire" : term_) + "; " +
                              std::to_string(items) + (items == 1 ? " item" : " items") + " answered in " +
                              std::string(text::dicom_term(text::Charset::utf8)));
    }

private:
    std::string term_;
    text::Charset charset_ = text::Charset::ascii;
    std::map<dataset::Tag, std::size_t> beyond_;
};

}  // namespace

Answers::Answers(store::Store& store, AnswerOptions options, const Clock& clock)
    : store_(store), options_(std::move(options)), clock_(clock) {}

WorklistAnswer Answers::find(const Dataset& identifier, const domain::Device& device) {
    const auto options = options_.get();
    WorklistAnswer answer;
    const auto query = worklist::Query::parse(
        identifier, {device.ae, zone_of(device, options->site_zone), clock_.now(), device.own_worklist_only,
                     device.hide_started, options->fold_accents});
    if (!query) {
        answer.end = WorklistAnswer::End::bad_query;
        answer.comment = to_string(query.problem());
        if (const auto key = worklist::tag_at(query.problem().where)) answer.unreadable.push_back(*key);
        return answer;
    }
    answer.remarks = query->remarks();
    answer.has_unsupported_key = query->has_unsupported_key() && !device.always_ff00;
    CharacterSets charsets(charset_for(identifier, device, options->charset));
    const auto limit =
        static_cast<std::size_t>(device.answer_limit > 0 ? device.answer_limit : options->limit);
    store_.candidates().for_each(query->filter(), [&](WorklistItem&& item) {
        ++answer.candidates;
        if (query->failed(item).any()) return true;
        if (answer.items.size() == limit) {
            answer.end = WorklistAnswer::End::limit_reached;
            answer.comment = "more than " + std::to_string(limit) + " matches; narrow the query";
            return false;
        }
        Dataset row = query->answer(item);
        charsets.name_in(row);
        answer.items.push_back(std::move(row));
        return true;
    });
    charsets.tell(answer.remarks);
    if (answer.items.empty()) explain_if_possible(store_.candidates(), *query, answer);
    return answer;
}

}  // namespace mwl::services
