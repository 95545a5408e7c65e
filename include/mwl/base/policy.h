#pragma once
// Policies: what a person may set for a listener, a receiver or a device. Each is one row of one table, which
// knows its key, its type with bounds, its default, its meaning and when a change takes effect. Values come
// as TOML, as JSON from the database or as words of a command; the row does not know which. Pure.

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "mwl/base/parts.h"

namespace mwl::base {

using Scalar = std::variant<std::string, std::int64_t, bool>;

struct PolicyValue {
    std::vector<Scalar> items;  // exactly one if it is not a list
    bool is_list = false;
    friend bool operator==(const PolicyValue&, const PolicyValue&) = default;
};

// A value as one would write it in TOML, on one line.
std::string text_of(const PolicyValue& value);

// The same of what a struct holds: flags, numbers, durations in their own unit, texts, ids, and lists of
// these.
template <typename V>
PolicyValue policy_value(const V& held) {
    if constexpr (std::same_as<V, bool> || std::same_as<V, std::string>)
        return {{held}, false};
    else if constexpr (std::integral<V>)
        return {{static_cast<std::int64_t>(held)}, false};
    else if constexpr (requires { held.count(); })
        return {{static_cast<std::int64_t>(held.count())}, false};
    else if constexpr (requires { held.str(); })
        return {{std::string(held.str())}, false};
    else {
        PolicyValue list{{}, true};
        for (const auto& item : held) list.items.push_back(policy_value(item).items.front());
        return list;
    }
}

// What is wrong with a value (errors), and what is allowed but probably not meant (warnings). Sentences
// without the key.
struct PolicyFindings {
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
};

// One value to be read. The functions that return a value throw ConfigError, which says what would be right,
// if it is of another kind or out of bounds; take() turns that into a finding.
class PolicyInput {
public:
    PolicyInput(std::string key, const PolicyValue& value, PolicyFindings& findings)
        : key_(std::move(key)), value_(value), findings_(findings) {}

    std::string text() const;
    std::vector<std::string> texts() const;
    std::int64_t number(std::int64_t least, std::int64_t most) const;
    bool flag() const;
    // The part of the key after its first dot: the code in a table of codes, which may hold dots itself.
    std::string code() const { return key_.substr(key_.find('.') + 1); }
    [[noreturn]] void fail(const std::string& what) const;
    // For one of several values: the others are looked at too.
    void error(const std::string& what) const { findings_.errors.push_back(what); }
    void warn(const std::string& what) const { findings_.warnings.push_back(what); }

private:
    const Scalar& single(const char* wanted) const;

    std::string key_;
    const PolicyValue& value_;
    PolicyFindings& findings_;
};

// When a change takes effect. live: in the database at once, in a file at SIGHUP; on_restart: at the next
// start; on_import: only with a whole device, by `mwlbroker device import`.
enum class TakesEffect { live, on_restart, on_import };
std::string_view name_of(TakesEffect effect) noexcept;  // "live", "restart", "import"

enum class PolicyKind { flag, number, text, texts };

// The value that a word of a command means for this kind: a word that is not a number or a flag stays text,
// for the reader to refuse. The items of a list are separated by commas.
PolicyValue policy_value_of_word(PolicyKind kind, const std::string& word);

// A row of the table of a struct T.
template <typename T>
struct Policy {
    std::string key;       // dotted, relative to the table it stands in; "name.*": any key below name
    PolicyKind kind;       // what a word of a command is read as
    std::string takes;     // type and bounds, for people
    std::string meaning;   // with unit
    std::string standard;  // the default, as one would write it
    TakesEffect effect;
    std::function<void(T&, const PolicyInput&)> read;
    std::function<PolicyValue(const T&)> write;  // what read() takes; empty: cannot be written
};

// Reads `value` into its place. With an error, that place keeps what it held, or a part of the value.
template <typename T>
PolicyFindings take(const Policy<T>& policy, T& into, const std::string& key, const PolicyValue& value);

// The row of this key, or none.
template <typename T>
const Policy<T>* find_policy(const std::vector<Policy<T>>& table, std::string_view key) {
    for (const auto& row : table)
        if (row.key == key) return &row;
    return nullptr;
}

template <typename T>
std::vector<std::string> policy_keys(const std::vector<Policy<T>>& table) {
    std::vector<std::string> keys;
    for (const auto& row : table) keys.push_back(row.key);
    return keys;
}

// What can be printed of a row, whatever it is a row of.
struct PolicyDescription {
    std::string key;
    std::string takes;
    std::string meaning;
    std::string standard;
    TakesEffect effect = TakesEffect::live;
};

template <typename T>
void describe(std::vector<PolicyDescription>& into, const std::string& prefix,
              const std::vector<Policy<T>>& table) {
    for (const auto& row : table)
        into.push_back({prefix + row.key, row.takes, row.meaning, row.standard, row.effect});
}

// Makes the rows of a struct T. `find` is the member, or finds it: &Device::zone, or a function of T& and of
// const T&. The default is what a T{} holds, so that it is written down once.
template <typename T>
struct Rows {
    // `read`: PolicyInput to the member's type.
    template <typename Find, typename Read>
    static Policy<T> of(PolicyKind kind, std::string key, std::string takes, std::string meaning,
                        TakesEffect effect, Find find, Read read) {
        return written(kind, std::move(key), std::move(takes), std::move(meaning), effect, find, read,
                       [](const auto& held) { return policy_value(held); });
    }
    // For a member that is written in a way of its own. `write`: the member to a PolicyValue.
    template <typename Find, typename Read, typename Write>
    static Policy<T> written(PolicyKind kind, std::string key, std::string takes, std::string meaning,
                             TakesEffect effect, Find find, Read read, Write write) {
        const auto held = [find, write](const T& from) { return write(std::invoke(find, from)); };
        return {std::move(key),
                kind,
                std::move(takes),
                std::move(meaning),
                text_of(held(T{})),
                effect,
                [find, read](T& into, const PolicyInput& in) { std::invoke(find, into) = read(in); },
                held};
    }
    template <typename Find>
    static Policy<T> flag(std::string key, std::string meaning, TakesEffect effect, Find find) {
        return of(PolicyKind::flag, std::move(key), "true or false", std::move(meaning), effect, find,
                  [](const PolicyInput& in) { return in.flag(); });
    }
    // A whole number, or a duration counted in its unit.
    template <typename Find>
    static Policy<T> number(std::string key, std::int64_t least, std::int64_t most, std::string meaning,
                            TakesEffect effect, Find find) {
        using Held = std::remove_cvref_t<std::invoke_result_t<Find, T&>>;
        const auto read = [least, most](const PolicyInput& in) {
            const auto given = in.number(least, most);
            if constexpr (std::integral<Held>)
                return static_cast<Held>(given);
            else
                return Held(given);
        };
        return of(PolicyKind::number, std::move(key), std::to_string(least) + " to " + std::to_string(most),
                  std::move(meaning), effect, find, read);
    }
    // Any text, for a std::string or an id.
    template <typename Find>
    static Policy<T> text(std::string key, std::string meaning, TakesEffect effect, Find find) {
        using Held = std::remove_cvref_t<std::invoke_result_t<Find, T&>>;
        return of(PolicyKind::text, std::move(key), "text", std::move(meaning), effect, find,
                  [](const PolicyInput& in) { return Held(in.text()); });
    }
    // One of a closed list of words.
    template <typename V, std::size_t N, typename Find>
    static Policy<T> word(std::string key, const std::array<std::pair<std::string_view, V>, N>& words,
                          std::string meaning, TakesEffect effect, Find find) {
        std::string all;
        for (const auto& entry : words) append_part(all, entry.first, ", ");
        const auto read = [words, all](const PolicyInput& in) {
            const auto text = in.text();
            for (const auto& [word, value] : words)
                if (text == word) return value;
            in.fail("\"" + text + "\" is none of: " + all);
        };
        const auto write = [words](V held) {
            for (const auto& [word, value] : words)
                if (value == held) return policy_value(std::string(word));
            return policy_value(std::string());
        };
        return written(PolicyKind::text, std::move(key), all, std::move(meaning), effect, find, read, write);
    }
};

// Adds the table of a part of T, each key with `prefix` before it. `find` finds the part.
template <typename T, typename Part, typename Find>
void add_part(std::vector<Policy<T>>& into, const std::string& prefix, const std::vector<Policy<Part>>& part,
              Find find) {
    for (const auto& row : part)
        into.push_back(
            {prefix + row.key, row.kind, row.takes, row.meaning, row.standard, row.effect,
             [row, find](T& whole, const PolicyInput& in) { row.read(std::invoke(find, whole), in); },
             [row, find](const T& whole) { return row.write(std::invoke(find, whole)); }});
}

// The row, with another default than a T{} has: "(must be given)", or one that comes from elsewhere.
template <typename T>
Policy<T> with_default(Policy<T> row, std::string_view standard) {
    row.standard = standard;
    return row;
}

namespace detail {
// Calls `read`; what it throws as ConfigError becomes an error.
void collect(PolicyFindings& findings, const std::function<void()>& read);
}  // namespace detail

template <typename T>
PolicyFindings take(const Policy<T>& policy, T& into, const std::string& key, const PolicyValue& value) {
    PolicyFindings findings;
    detail::collect(findings, [&] { policy.read(into, PolicyInput(key, value, findings)); });
    return findings;
}

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
