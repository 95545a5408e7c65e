#pragma once
// An HL7 v2 message: one owned buffer of UTF-8 and views into it (HL7 2.5.1 chapter 2). Immutable after
// parsing, movable, not copyable. Thread-safe to read. It knows no meanings: what a field is for is the
// business of `mapping`.

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/ids.h"
#include "mwl/base/result.h"
#include "mwl/text/charset.h"

namespace mwl::hl7 {

struct Delimiters {  // as MSH-1 and MSH-2 declare them
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';       // 0: none declared
    char subcomponent = '&';  // 0: none declared
    char truncation = 0;      // of 2.7; 0: none declared
    friend bool operator==(const Delimiters&, const Delimiters&) = default;
};

// Limits of one message (faults.md 3.4). Beyond one of them: Problem too_large with the place.
struct ParseLimits {
    std::size_t segments = 5000;
    std::size_t fields_per_segment = 1000;
    std::size_t field_bytes = std::size_t{64} * 1024;
    std::size_t repetitions = 1000;                             // of one field
    std::size_t message_bytes = std::size_t{16} * 1024 * 1024;  // at most 1 GiB, whatever is set here
};

// What names in MSH-18 mean, whatever table 0211 says of them.
using CharsetNames = std::map<std::string, text::Charset, std::less<>>;

struct ParseOptions {
    // When MSH-18 is empty: the sender's, tried in turn. UTF-8 comes first: text of another set is hardly
    // ever valid UTF-8, while ISO 8859 takes nearly any bytes.
    std::vector<text::Charset> charsets = {text::Charset::utf8, text::Charset::latin1};
    CharsetNames read_declared = {};  // of this sender
    ParseLimits limits = {};
    // Read in this one if MSH-18 is unknown or the bytes contradict it; none: refuse.
    // charset_is_substitute() tells.
    std::optional<text::Charset> substitute_charset = std::nullopt;
};

// A place in a message: "PID[2]-3[1].4.2". All numbers are 1-based; 0 = not meant. `segment_index` counts
// segments of that name, as ERR-1 and ERR-2 do.
struct Location {
    std::string segment;
    int segment_index = 0;
    int field = 0;
    int repetition = 0;
    int component = 0;
    int subcomponent = 0;
    friend bool operator==(const Location&, const Location&) = default;
};
std::string to_string(const Location& location);
// "PID", "PID-3.4", "PID[2]-3[1].4.2". Numbers are 1 to 999999 without leading zeros; else malformed.
Result<Location> parse_location(std::string_view text);

class Message;
struct Dialect;  // how a message is written: its delimiters and its character set

// A part of a message: a field, repetition, component or subcomponent. Cheap to copy; dies with the message.
// Asking a missing part for its parts gives missing parts, never a failure. A part that is not divided is its
// own first part: a field without '^' is its component 1.
class Part {
public:
    Part() = default;

    // The raw text between its delimiters, escapes not decoded.
    std::string_view raw() const noexcept { return text_; }
    // Decoded once: \F\ \S\ \T\ \R\ \E\ \P\ \Xhh..\ \.br\ \.sp\ \H\ \N\ …; \Xhh..\ holds bytes of the
    // message's character set. An unpaired escape character is literal, and so is a sequence that is unknown,
    // that its set does not have, or that switches sets (\C..\ \M..\). HL7 null ("") decodes to "". Line
    // breaks come as CR LF; other control characters as they stand.
    std::string text() const;
    bool empty() const noexcept { return text_.empty(); }  // absent or nothing written: "leave it as it is"
    bool is_null() const noexcept { return text_ == "\"\""; }  // "": "delete the value"
    bool has_text() const noexcept { return !empty() && !is_null(); }

    std::size_t repetitions() const;            // of a field: at least 1 when not empty
    Part repetition(std::size_t n) const;       // 1-based; of a field; searched from its start
    std::vector<Part> each_repetition() const;  // all of them in one pass: for loops
    Part component(std::size_t n) const;        // of a repetition (of a field: of its first repetition)
    Part subcomponent(std::size_t n) const;     // of a component
    std::size_t components() const;

private:
    friend class Message;
    friend class Segment;
    enum class Level : unsigned char { field, repetition, component, subcomponent };
    Part(std::string_view text, const Dialect* dialect, Level level)
        : text_(text), dialect_(dialect), level_(level) {}
    std::string_view text_;
    const Dialect* dialect_ = nullptr;  // of the message; nullptr: nothing to split or decode
    Level level_ = Level::field;
};

// One segment; dies with the message. MSH-1 and MSH-2 are given as written: they have no parts.
class Segment {
public:
    Segment() = default;
    std::string_view name() const noexcept { return name_; }
    std::string_view raw() const noexcept { return raw_; }
    Part field(std::size_t n) const;  // 1-based as in the standard: MSH-1 is the field separator itself
    std::size_t fields() const noexcept { return starts_.size(); }
    int index() const noexcept { return index_; }      // 1-based among segments of its name
    int ordinal() const noexcept { return ordinal_; }  // 1-based among all segments
    explicit operator bool() const noexcept { return !name_.empty(); }

private:
    friend class Message;
    std::string_view name_;
    std::string_view raw_;
    std::vector<std::uint32_t> starts_;  // offset in raw_ of each field: a quarter of what views would take
    const Dialect* dialect_ = nullptr;
    int index_ = 0;
    int ordinal_ = 0;
};

class Message {
public:
    // Reads one message. Segment ends CR, LF or CRLF, mixed, last one missing; a BOM and blank lines are
    // skipped. The whole buffer is UTF-8 afterwards: MSH-18 (else options.charsets) says from what.
    // Problems: segment_sequence (no MSH first, MSH shorter than 8, a line that is no segment, a batch or
    // several messages), malformed (delimiters ambiguous), wrong_charset, too_large. Each names its place: a
    // Location, or "segment 7" (counting all) where there is no name; empty for too_large means the whole
    // message.
    static Result<Message> parse(std::string_view bytes, const ParseOptions& options = {});

    Message(Message&&) noexcept;
    Message& operator=(Message&&) noexcept;
    ~Message();

    const Delimiters& delimiters() const noexcept;
    text::Charset charset() const noexcept;       // that the bytes were read in
    bool charset_is_assumed() const noexcept;     // MSH-18 was empty, and there is more than ASCII
    bool charset_is_alias() const noexcept;       // MSH-18 holds a name that table 0211 does not have
    bool charset_is_by_sender() const noexcept;   // options.read_declared says what MSH-18 means
    bool charset_is_substitute() const noexcept;  // MSH-18 could not be followed: options.substitute_charset

    const std::vector<Segment>& segments() const noexcept;
    // The n-th segment (1-based) of that name; an empty Segment if there is none.
    const Segment& segment(std::string_view name, std::size_t n = 1) const noexcept;
    // The part at a location, for example at("PV1-3.2"); missing parts are empty. Malformed paths are empty.
    Part at(std::string_view path) const;
    Part at(const Location& location) const;

    std::string_view type() const noexcept;        // MSH-9.1, "ORM"
    std::string_view trigger() const noexcept;     // MSH-9.2, "O01"
    std::string_view control_id() const noexcept;  // MSH-10, raw
    std::string_view version() const noexcept;     // MSH-12.1

private:
    struct Body;
    explicit Message(std::unique_ptr<const Body> body);
    std::unique_ptr<const Body> body_;
};

// What can be said about bytes that do not parse, so that they can be answered and found again: the fields of
// the first MSH as far as they can be read; all empty if there is no MSH. Values are in the sender's
// character set and hold no field separator; `delimiters` are the standard ones where the declared set is
// ambiguous.
struct RawHeader {
    Delimiters delimiters;
    std::string sending_application, sending_facility, receiving_application,
        receiving_facility;                                                           // MSH-3…6, raw
    std::string sent_at, type, trigger, control_id, processing_id, version, charset;  // raw
    std::string accept_ack, application_ack;                                          // MSH-15, 16
    bool found = false;
    bool acknowledges = false;  // an MSA stands behind the MSH: it answers another message
};
RawHeader peek_header(std::string_view bytes);
RawHeader header_of(const Message& message);

// MSH-3 or MSH-4 in the form in which senders are compared (never the form in which they are answered): `trak
// ` and `TRAK` are equal. Without spaces around its components and empty components at its end, joined by ^,
// ASCII letters in upper case.
std::string comparable_name(std::string_view hd, char component_separator = '^');
// "MSH-3|MSH-4", comparable.
SenderName sender_of(const RawHeader& header);

}  // namespace mwl::hl7
