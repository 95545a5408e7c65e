#pragma once
// A key on a person's name (PS3.4 C.2.2.2.1.1: how names match is for the implementation to say). Pure.
//
// * Case never matters; accents do not, unless the site says so. "muller*" finds "Müller^Jörg".
// * Component groups are tried one by one, and one that matches is enough. A group of the key with
//   ASCII letters or digits only asks for the alphabetic group, the one meant for such text (PS3.5 6.2.1.1);
//   any other is tried on every group of the name. A group of the key that is only `*` is ignored if there
//   are others.
// * Trailing `^` and spaces around components do not count; `DOE^*` finds a name that is only DOE.
// * A `?` is one character as folded, or as written.

#include <string>
#include <string_view>
#include <vector>

#include "mwl/text/person_name.h"

namespace mwl::worklist {

enum class Accents { ignored, kept };

// Immutable.
class NameKey {
public:
    // `alternatives`: the values of the key, none of them empty or only `*`.
    NameKey(const std::vector<std::string>& alternatives, Accents accents);

    // `name` is a PN value.
    bool matches(std::string_view name) const;

    // What text::fold of the alphabetic group of every name that matches begins with; "" if nothing is sure.
    std::string folded_prefix() const;

private:
    struct Group {
        std::string written;  // components trimmed, trailing ^ gone
        std::string folded;
        bool is_alphabetic = false;
        bool has_wildcard = false;
    };
    struct NameGroup {
        std::string written;
        std::string folded;
    };
    static bool matches(const Group& group, const NameGroup& name_group);
    std::string fold(std::string_view utf8) const;

    std::vector<Group> groups_;  // of all alternatives: any of them
    Accents accents_;
};

}  // namespace mwl::worklist
