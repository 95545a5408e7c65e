#pragma once
// What is gathered while one HL7 message is read: its parts with their places, mapping notes, and the first
// reason to refuse the message. One thread; dies with the message. Private to mapping.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/parts.h"
#include "mwl/base/result.h"
#include "mwl/domain/change.h"
#include "mwl/hl7/message.h"
#include "mwl/mapping/profile.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {

// A field, or one component of it, with its place: notes and problems say where.
struct Field {
    hl7::Part part;
    std::string where;
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
    const hl7::Segment* own(std::string_view name) const;               // first of that name; nullptr: none
    const hl7::Segment& first() const { return *segments_.front(); }    // not of an empty group
    std::size_t bytes() const;                                          // of all its segments, comments too
    std::vector<const hl7::Segment*> all(std::string_view name) const;  // of this group alone
    const std::vector<Comment>& comments() const noexcept { return comments_; }  // of this group alone

    Field field(std::string_view segment, int n, int component = 0) const;
    // A place written by a person in a profile: "OBR-18", "ORC-7.4". A malformed one gives a missing part.
    Field at(const std::string& place) const;
    // The place in each segment of its name, not only in the first.
    std::vector<Field> each_at(const std::string& place) const;

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

// CR, LF, TAB become a space, so that lines do not run together; other controls go. Empty: nothing to show.
std::string on_one_line(std::string_view text);

// A DICOM attribute and how many characters it holds.
struct Target {
    std::string_view keyword;
    std::size_t limit;
};

// Why the text of a field cannot be an identifier; nothing: it is one, or it is empty.
std::optional<Problem> fault_of_identifier(const Field& field, const Target& target);

class Reading {
public:
    Reading(const SiteProfile& profile, std::string_view version, AssumedZone assumed)
        : profile_(profile), version_(version), assumed_(std::move(assumed)) {}

    const SiteProfile& profile() const noexcept { return profile_; }
    // True for versions from `version` on ("2.5"). A message without a version is read as 2.3.1.
    bool is_since(std::string_view version) const noexcept;

    void note(NoteKind kind, std::string_view target, std::string source, std::string rule);
    // For a value that cannot be used and is not required: a note names its place, its first bytes and why.
    void leave_out(std::string_view target, const Field& field, std::string_view why);
    void refuse(Code code, std::string where, std::string what);  // the first one counts
    bool refused() const noexcept { return problem_.has_value(); }
    const std::optional<Problem>& problem() const noexcept { return problem_; }
    const std::vector<MappingNote>& notes() const noexcept { return notes_; }
    // For what several groups share and is read once: it is read separately, then added to the reading of
    // each.
    Reading apart() const;
    void add(const Reading& part);

    // The instant meant. Where the value has no offset, the zone assumed is noted, once.
    Zone::Resolved instant(const Hl7Time& read);

    // LO, SH: one line, no backslash, cut at the limit with a note. A field that is empty or holds no
    // character that can be shown: not stated; "": stated empty.
    Stated<std::string> line(const Field& field, const Target& target);
    std::string line_of(std::string_view text, const Target& target, const std::string& where);
    // LT, ST: lines kept, cut with a note. NTE-3 of the segments, one line each; no text: not stated, unless
    // one of them is "".
    Stated<std::string> comment(const std::vector<const hl7::Segment*>& notes, const Target& target);
    // Never cut, never changed but for surrounding spaces: too long, a backslash or a control character
    // refuses the message.
    std::string identifier(const Field& field, const Target& target);
    // The same for an identifier that is not required: nothing if it cannot be used, which is noted.
    std::optional<std::string> optional_identifier(const Field& field, const Target& target);

private:
    const SiteProfile& profile_;
    std::string version_;
    AssumedZone assumed_;
    bool is_zone_noted_ = false;
    std::vector<MappingNote> notes_;
    std::optional<Problem> problem_;
};

}  // namespace mwl::mapping
