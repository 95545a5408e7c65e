#pragma once
// What the sources of a target hold in one group of a message, after their transforms. Private to mapping.

#include <type_traits>
#include <utility>
#include <vector>

#include "mapping/reading.h"
#include "mwl/mapping/profile.h"

namespace mwl::mapping {

enum class Of { first_segment, every_segment, every_repetition };

// The places that `source` names and that the group, or the group around it, has. A source with a condition
// or an index finds every segment that fits; another one the first of its name, unless every segment is asked
// for. Every repetition of its field is found where that is asked for, else the field as a whole. A code that
// a table does not have is not found.
std::vector<Field> find(Reading& reading, const Group& group, Target target, const Source& source,
                        Of of = Of::first_segment);

bool uses_table(const Source& source);

// What is taken and what was passed on the way through the sources of a target: a second choice is noted.
class Choice {
public:
    Choice(Reading& reading, const Group& group, Target target)
        : reading_(reading), group_(group), target_(target) {}

    // The value that was just read is the one in force.
    void take(const Source& source, const Field& field);
    void pass(const Source& source);

private:
    // The sources that could have held the value; empty: there was no choice.
    std::string passed_before(const Source& source) const;

    Reading& reading_;
    const Group& group_;
    Target target_;
    std::vector<const Source*> passed_;
};

// Codes that only tables were asked for, and that none of them has, are noted: the value is missing for want
// of a row.
void note_codes_without_row(Reading& reading, const Group& group, Target target);

// What the profile puts in the place of a text that no source holds, noted; not stated: nothing, or the
// message is no new order. A new order is refused where the profile says so.
Stated<std::string> constant_of(Reading& reading, Target target, bool is_new);
void refuse_missing(Reading& reading, const Group& group, Target target, bool is_new);

// "OBR[1]-18": where the first or the last source of the target is that the message has, for a refusal.
std::string first_place(const Reading& reading, const Group& group, Target target);
std::string last_place(const Reading& reading, const Group& group, Target target);

// What a reader makes of a field that a source names.
enum class Held {
    nothing,  // the next field is asked
    value,    // it is the one in force
    no_use    // it cannot be read, and no other field may stand in for it
};

// Asks `use`, (source, field) to Held, of each field that the sources of the target name, in their order.
// True: one of them gave the value.
template <typename Use>
bool walk(Reading& reading, const Group& group, Target target, Use use) {
    Choice choice(reading, group, target);
    for (const auto& source : reading.profile().sources(target)) {
        for (const auto& field : find(reading, group, target, source)) {
            const Held held = use(source, field);
            if (held == Held::no_use) return false;
            if (held == Held::nothing) continue;
            choice.take(source, field);
            return true;
        }
        choice.pass(source);
    }
    return false;
}

// The first value that a source holds. `read`: Field to Stated<T>; not stated: the next field is asked.
template <typename Read>
auto first_stated(Reading& reading, const Group& group, Target target, bool is_new, Read read)
    -> decltype(read(std::declval<const Field&>())) {
    using Value = decltype(read(std::declval<const Field&>()));
    Value value;
    bool is_deleted = false;
    const bool is_found = walk(reading, group, target, [&](const Source& /*source*/, const Field& field) {
        value = read(field);
        is_deleted = field.is_null();
        return value.is_stated() ? Held::value : Held::nothing;
    });
    if (is_found && !is_deleted) return value;
    if (!is_found) note_codes_without_row(reading, group, target);
    if constexpr (std::is_same_v<Value, Stated<std::string>>)
        if (!is_found)
            if (auto constant = constant_of(reading, target, is_new); constant.is_stated()) return constant;
    refuse_missing(reading, group, target, is_new);
    return value;
}

// The same for a text or a code that is shown as it is.
Stated<std::string> first_line(Reading& reading, const Group& group, Target target, bool is_new);

}  // namespace mwl::mapping
