#include "worklist/values.h"

#include <algorithm>
#include <string_view>

#include "mwl/base/parts.h"
#include "mwl/text/charset.h"
#include "mwl/time/dicom_time.h"
#include "worklist/shown_start.h"

namespace mwl::worklist {
namespace {

namespace tags = dataset::tags;
using dataset::Dataset;

constexpr std::size_t kShortString = 16;
constexpr std::size_t kLongString = 64;
constexpr std::size_t kLongText = 10240;
constexpr std::size_t kNameGroup = 64;

// Retired Detached Study Management: what (0008,1110) names a study by, PS3.6 A.
constexpr auto kDetachedStudy = "1.2.840.10008.3.1.2.3.1";

Values cut_to(const std::string& text, std::size_t characters) {
    if (text.size() <= characters) return whole(text);
    return whole(text::cut(text, characters));
}

// One text as values of 64 characters, broken at spaces.
void append_wrapped(Values& out, std::string_view text) {
    while (!text.empty()) {
        std::size_t length = text::cut(text, kLongString).size();
        std::size_t next = length;
        if (length < text.size()) {
            const std::size_t space = text.substr(0, length + 1).rfind(' ');
            if (space != std::string_view::npos && space > 0) {
                length = space;
                next = space + 1;
            }
        }
        out.emplace_back(text.substr(0, length));
        text.remove_prefix(next);
    }
}

}  // namespace

Values whole(const std::string& text) { return text.empty() ? Values{} : Values{text}; }
Values sh(const std::string& text) { return cut_to(text, kShortString); }
Values lo(const std::string& text) { return cut_to(text, kLongString); }
Values lt(const std::string& text) { return cut_to(text, kLongText); }

Values lo_values(const std::string& texts) {
    Values out;
    for (const auto text : parts_at(texts, '\\')) append_wrapped(out, text);
    return out;
}

Values alerts(const Patient& patient, const Procedure& procedure) {
    Values out = lo_values(*patient.medical_alerts);
    Values of_this_order;
    append_wrapped(of_this_order, *procedure.clinical_information);
    for (auto& alert : of_this_order)
        if (std::ranges::find(out, alert) == out.end()) out.push_back(std::move(alert));
    return out;
}

Values pn(const PersonName& name) {
    std::string out = text::cut(text::print_group(name.alphabetic), kNameGroup);
    out += '=' + text::cut(text::print_group(name.ideographic), kNameGroup);
    out += '=' + text::cut(text::print_group(name.phonetic), kNameGroup);
    out.erase(out.find_last_not_of('=') + 1);
    return whole(out);
}

Values date(const OptionalDate& date) { return date ? Values{print_da(*date)} : Values{}; }

Values date_of(const std::optional<Instant>& at, const Zone& zone) {
    return at ? Values{print_da(zone.to_local(*at).date)} : Values{};
}

Values time_of(const std::optional<Instant>& at, const Zone& zone) {
    return at ? Values{print_tm(zone.to_local(*at).time)} : Values{};
}

Values start_date(const Step& step, const View& view) {
    const auto start = shown_start(step, view.zone);
    return start ? Values{print_da(start->local.date)} : Values{};
}

Values start_time(const Step& step, const View& view) {
    const auto start = shown_start(step, view.zone);
    return start ? Values{print_tm(start->local.time)} : Values{};
}

Values start_offset(const Step& step, const View& view) {
    const auto start = shown_start(step, view.zone);
    return start ? Values{print_utc_offset(view.zone.offset_at(start->at))} : Values{};
}

Values stations(const Step& step, const View& view) {
    Values out;
    for (const auto& station : step.stations.get()) out.push_back(station.str());
    return out.empty() ? whole(view.asker.str()) : out;
}

Values status_term(const Step& step) {
    const bool is_term = is_open(step.status) || step.status == StepStatus::departed;
    return is_term ? Values{std::string(domain::name_of(step.status))} : Values{};
}

Items code_item(const CodedEntry& code) {
    if (code.empty()) return {};
    Dataset item;
    item.set_values(tags::CodeValue, whole(code.value));
    item.set_values(tags::CodingSchemeDesignator, whole(code.scheme));
    item.set_values(tags::CodeMeaning, lo(code.meaning));
    return {item};
}

Items issuer_item(const Issuer& issuer) {
    if (issuer.empty()) return {};
    Dataset item;
    item.set(tags::LocalNamespaceEntityID, issuer.str());
    return {item};
}

Items other_ids(const std::vector<PatientId>& ids) {
    Items out;
    for (const auto& id : ids) {
        Dataset item;
        item.set(tags::PatientID, id.id);
        item.set_values(tags::IssuerOfPatientID, lo(id.issuer.str()));
        item.set(tags::TypeOfPatientID, "TEXT");
        out.push_back(std::move(item));
    }
    return out;
}

Items referenced_study(const StudyUid& study) {
    if (study.empty()) return {};
    Dataset item;
    item.set(tags::ReferencedSOPClassUID, kDetachedStudy);
    item.set(tags::ReferencedSOPInstanceUID, study.str());
    return {item};
}

}  // namespace mwl::worklist
