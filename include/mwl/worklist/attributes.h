#pragma once
// The attributes of a worklist answer, one row each (PS3.4 Table K.6-1, interop.md 5). Matching, returning,
// the names of failed keys, the store's filter and the conformance statement all read this table. Pure.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/ids.h"
#include "mwl/dataset/dataset.h"
#include "mwl/domain/model.h"
#include "mwl/text/charset.h"
#include "mwl/time/zone.h"

namespace mwl::worklist {

// Where the attribute stands in an identifier.
enum class Place {
    root,
    step,  // in the item of Scheduled Procedure Step Sequence (0040,0100)
};

// How a key of this attribute matches. A matching key is also a return key.
enum class Match {
    none,        // returned only
    station,     // single value, equal to any station of the step; a step without stations fits every key
    single,      // single value; * and ? are ordinary characters
    text,        // single value, or wildcards where the VR allows them (PS3.4 C.2.2.2.4)
    uid_list,    // equal to any of the key's UIDs (C.2.2.2.2)
    name,        // see name_key.h
    start_date,  // with start_time one condition, see start_window.h
    start_time,
    date,      // single value or range
    time,      // single value or range
    sequence,  // some item fits every member of the key's item (C.2.2.2.6)
};

// Required or optional matching key.
enum class Need { required, optional };

// Return key types. An attribute that is asked for and has no value is answered zero-length, whatever its
// type; an item that lacks a Type 1 value is never answered.
enum class Type { one, one_c, two, two_c, three };

// The device that asks, and the time zone in which it is answered.
struct View {
    const Zone& zone;
    const AeTitle& asker;
};

using Values = std::vector<std::string>;      // empty: no value
using Items = std::vector<dataset::Dataset>;  // empty: no items

// What an item of a sequence may hold.
struct Member {
    dataset::Tag tag;
    bool is_identifier = false;
};

struct Attribute {
    Place place = Place::root;
    dataset::Tag tag;
    Need need = Need::optional;
    Match match = Match::none;
    Type type = Type::three;
    Values (*values)(const WorklistItem&, const View&) = nullptr;  // nullptr: a sequence
    Items (*items)(const WorklistItem&, const View&) = nullptr;    // nullptr: not a sequence
    std::span<const Member> members{};  // of a sequence; empty: it never has an item
    bool is_identifier = false;         // never altered, whatever the character set of the answer
};

// Sorted by place, then tag. A row keeps its number while the program runs, not from release to release.
std::span<const Attribute> attributes() noexcept;
std::optional<std::size_t> row_of(Place place, dataset::Tag tag) noexcept;

// "(0010,0010)" or "(0040,0100)[1]>(0040,0002)", as Problem::where has it.
std::string path_of(const Attribute& attribute);
// The attribute that a Problem of a query is about.
std::optional<dataset::Tag> tag_at(std::string_view path);

// The first identifier of an answer that `charset` cannot hold; if there is one, the answer must be written
// in another character set.
std::optional<dataset::Tag> identifier_beyond(text::Charset charset, const dataset::Dataset& answer);

const char* name_of(Match match) noexcept;  // "single value, range", for the conformance statement
const char* name_of(Type type) noexcept;    // "1C"

}  // namespace mwl::worklist
