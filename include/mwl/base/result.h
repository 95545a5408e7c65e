#pragma once
// Bad input is a value: Result<T> holds either a T or the Problem that kept it from being made.
// Broken machinery (database, sockets, configuration files) throws instead, see error.h.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace mwl::base {

// What is wrong, in our own words. Each edge maps these to its own numbers
// (HL7 table 0357, DIMSE status); nobody else does.
enum class Code {
    segment_sequence,        // HL7: segments missing, or not in an order that can be read
    required_field_missing,  // a value that must be there is empty
    wrong_data_type,         // a value cannot be read as its type (date, number, UID …)
    value_not_in_table,      // a coded value that its table does not know
    unsupported_type,        // message type not taken
    unsupported_event,       // trigger event not taken
    unsupported_processing,  // processing id not taken (test message on a live system, for example)
    unsupported_version,     // HL7 version not taken
    unknown_key,             // names something that the broker does not have
    duplicate_key,           // names something that exists already with other content
    conflict,                // two statements that cannot both be true; a person must decide
    too_long,                // longer than its target allows
    too_large,               // more bytes, parts or depth than the limit
    malformed,               // bytes that break the rules of their format
    wrong_charset,           // bytes that contradict the declared character set
    not_encodable,           // text that the target character set cannot hold
    not_allowed,             // understood, and refused by rule
    internal,                // a defect of the broker
};

// The code's name, for example "required_field_missing". Static storage.
const char* name_of(Code code) noexcept;
std::optional<Code> code_named(std::string_view name) noexcept;

// One problem: what kind, where ("PID[1]-3[2].4", "(0040,0100)[1]>(0008,0060)", "line 12"), and a
// sentence for a person that says what is wrong and, where possible, what to do. Never holds a name of a
// patient: problems are logged.
struct Problem {
    Code code = Code::internal;
    std::string where;
    std::string what;

    friend bool operator==(const Problem&, const Problem&) = default;
};

// "where: what" for logs and acknowledgements.
std::string to_string(const Problem& problem);

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
    Result(Problem problem)
        : state_(std::in_place_index<1>, std::move(problem)) {}  // NOLINT: implicit by design

    [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    // Precondition of these five: ok(). Violations throw std::bad_variant_access.
    T& operator*() & { return std::get<0>(state_); }
    const T& operator*() const& { return std::get<0>(state_); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &std::get<0>(state_); }
    const T* operator->() const { return &std::get<0>(state_); }

    // Precondition: !ok(). Violations throw std::bad_variant_access.
    const Problem& problem() const { return std::get<1>(state_); }

private:
    std::variant<T, Problem> state_;
};

// Result of something that makes nothing but may fail.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Problem problem) : problem_(std::move(problem)) {}  // NOLINT: implicit by design

    [[nodiscard]] bool ok() const noexcept { return !problem_; }
    explicit operator bool() const noexcept { return ok(); }
    // Precondition: !ok(). Violations throw std::bad_optional_access.
    const Problem& problem() const { return problem_.value(); }

private:
    std::optional<Problem> problem_;
};

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
