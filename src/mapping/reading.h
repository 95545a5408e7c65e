#pragma once
// What is gathered while one HL7 message is read: its parts with their places, mapping notes, and the first
// reason to refuse the message. One thread; dies with the message. Private to mapping.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/parts.h"
#include "mwl/base/result.h"
#include "mwl/domain/change.h"
#include "mwl/domain/origin.h"
#include "mwl/hl7/message.h"
#include "mwl/mapping/profile.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {

// A field, or one component of it, with its place: notes and problems say where.
struct Field {
    hl7::Part part;
    std::string where;
    std::optional<std::string> changed{};   // what transforms made of its text; none: there are none
    const hl7::Segment* segment = nullptr;  // that it stands in, where a source found it
    hl7::Part whole{};                      // the field, or its repetition, of which it is a part
    int is_cut_to = 0;                      // characters, by a transform; 0: it is not cut
    bool is_too_long_to_replace = false;
    std::string format{};  // of a date, as the profile says; empty: HL7's

    std::string text() const { return changed ? *changed : part.text(); }
    // Of the first component and its first subcomponent, without the spaces around it.
    std::string code() const { return trimmed(changed ? std::string(*changed) : part.component(1).text()); }
    std::string first() const {
        return trimmed(changed ? std::string(*changed) : part.component(1).subcomponent(1).text());
    }
    bool is_null() const noexcept { return part.is_null(); }  // transforms leave "" as it is
    bool has_text() const noexcept { return changed ? !changed->empty() : part.has_text(); }
};

// An NTE, with the name of the segment that it follows.
struct Comment {
    const hl7::Segment* segment;
    std::string_view after;
};

// The segments that belong together: everything before the first order, or one order. Looks into the
// enclosing group for segments that it does not hold itself.
class Group {
public:
    explicit Group(const Group* enclosing = nullptr) : enclosing_(enclosing) {}
    void add(const hl7::Segment& segment);
    void add(const Comment& comment) { comments_.push_back(comment); }

    bool has(std::string_view name) const { return find(name) != nullptr; }  // here or in the enclosing group
    const hl7::Segment* own(std::string_view name) const;             // first of that name; nullptr: none
    const hl7::Segment& first() const { return *segments_.front(); }  // not of an empty group
    std::size_t size() const noexcept { return segments_.size() + comments_.size(); }
    std::size_t bytes() const;                                          // of all its segments, comments too
    std::vector<const hl7::Segment*> all(std::string_view name) const;  // of this group alone
    const std::vector<Comment>& comments() const noexcept { return comments_; }  // of this group alone

    // The same, but those of the enclosing group if it has none itself.
    std::vector<const hl7::Segment*> all_visible(std::string_view name) const;

    Field field(std::string_view segment, int n, int component = 0) const;

private:
    const hl7::Segment* find(std::string_view name) const;

    const Group* enclosing_;
    std::vector<const hl7::Segment*> segments_;
    std::vector<Comment> comments_;
    std::map<std::string_view, const hl7::Segment*> first_;  // of each name: fields are asked for often
};

Field field_of(const hl7::Segment& segment, int n, int component = 0);

// The zone of times without an offset, and the note that says what was assumed.
struct AssumedZone {
    Zone zone;
    std::string source;
    std::string rule;
};

// ASCII letters; the others stay.
std::string upper(std::string text);

inline constexpr std::size_t kMostComponents = 30;  // more than any data type has

// CR, LF, TAB become a space, so that lines do not run together; other controls go. Empty: nothing to show.
std::string on_one_line(std::string_view text);

// A DICOM attribute and how many characters it holds.
struct Attribute {
    std::string_view keyword;
    std::size_t limit;
};
Attribute attribute_of(Target target);

// Why the text of a field cannot be an identifier; nothing: it is one, or it is empty.
std::optional<Problem> fault_of_identifier(const Field& field, const Attribute& attribute);

class Reading {
public:
    Reading(const SiteProfile& profile, std::string_view version, AssumedZone assumed)
        : profile_(profile), version_(version), assumed_(std::move(assumed)) {}

    const SiteProfile& profile() const noexcept { return profile_; }
    // Every station is known unless this was called; `knows` outlives the reading.
    void ask_for_stations(const std::function<bool(const AeTitle&)>& knows) { knows_station_ = &knows; }
    bool is_known_station(const AeTitle& ae) const {
        return knows_station_ == nullptr || (*knows_station_)(ae);
    }
    // True for versions from `version` on ("2.5"). A message without a version is read as 2.3.1.
    bool is_since(std::string_view version) const noexcept;

    void note(NoteKind kind, std::string_view target, std::string source, std::string rule);
    // For a value that cannot be used and is not required: a note names its place, its first bytes and why.
    void leave_out(std::string_view target, const Field& field, std::string_view why);
    void refuse(Code code, std::string where, std::string what);  // the first one counts
    bool refused() const noexcept { return problem_.has_value(); }
    const std::optional<Problem>& problem() const noexcept { return problem_; }
    const std::vector<MappingNote>& notes() const noexcept { return notes_; }
    // Where the value of a target comes from; a second call for a target replaces the first.
    void took(Target target, const Field& field, std::string how = {});
    void made(Target target, std::string how);      // it comes from no field
    void stood_in(Target target, std::string how);  // the same, for a value that only fills a gap
    const std::vector<Origin>& origins() const noexcept { return origins_; }
    // For what several groups share and is read once: it is read separately, then added to the reading of
    // each.
    Reading apart() const;
    void add(const Reading& part);

    // The instant meant. Where the value has no offset, the zone assumed is noted, once.
    Zone::Resolved instant(const Hl7Time& read);

    // LO, SH: one line, no backslash, cut at the limit with a note. A field that is empty or holds no
    // character that can be shown: not stated; "": stated empty.
    Stated<std::string> line(const Field& field, const Attribute& attribute);
    std::string line_of(std::string_view text, const Attribute& attribute, const std::string& where);
    // LT, ST: lines kept, cut with a note. NTE-3 of the segments, one line each; no text: not stated, unless
    // one of them is "".
    Stated<std::string> comment(const std::vector<const hl7::Segment*>& notes, const Attribute& attribute);
    // Never cut, never changed but for surrounding spaces: too long, a backslash or a control character
    // refuses the message.
    std::string identifier(const Field& field, const Attribute& attribute);
    // The same for an identifier that is not required: nothing if it cannot be used, which is noted.
    std::optional<std::string> optional_identifier(const Field& field, const Attribute& attribute);

private:
    const SiteProfile& profile_;
    std::string version_;
    AssumedZone assumed_;
    const std::function<bool(const AeTitle&)>* knows_station_ = nullptr;
    bool is_zone_noted_ = false;
    void add_origin(Origin origin);

    std::vector<MappingNote> notes_;
    std::vector<Origin> origins_;
    std::optional<Problem> problem_;
};

}  // namespace mwl::mapping
