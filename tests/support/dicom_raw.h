#pragma once
// A DICOM peer made of raw bytes, well or badly behaved: PDU fields and command elements by hand (PS3.8 9.3,
// PS3.7 6.3), free of the code under test. One thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mwl::test {

inline constexpr const char* kVerification = "1.2.840.10008.1.1";
inline constexpr const char* kWorklist = "1.2.840.10008.5.1.4.31";
inline constexpr const char* kMpps = "1.2.840.10008.3.1.2.3.3";
inline constexpr const char* kImplicitLittle = "1.2.840.10008.1.2";
inline constexpr const char* kExplicitLittle = "1.2.840.10008.1.2.1";
inline constexpr const char* kExplicitBig = "1.2.840.10008.1.2.2";
inline constexpr const char* kJpeg = "1.2.840.10008.1.2.4.50";

struct ProposedContext {
    std::uint8_t id = 1;
    std::string abstract_syntax = kVerification;
    std::vector<std::string> transfer_syntaxes = {kImplicitLittle};
};

struct AssociateRequest {
    std::string called = "MWLBROKER";
    std::string calling = "MODALITY";
    std::string application_context = "1.2.840.10008.3.1.1.1";
    std::uint16_t protocol_version = 1;
    std::uint32_t max_pdu = 16384;
    std::vector<ProposedContext> contexts = {ProposedContext{}};
    std::vector<std::string> roles;  // SOP classes for which the peer proposes to be SCU

    std::string bytes() const;
};

// Bytes of a PDU around its content; `length` lies if given.
std::string pdu(std::uint8_t type, std::string_view content,
                std::optional<std::uint32_t> length = std::nullopt);
enum class Fragment : std::uint8_t { data_set = 0, command = 1, last_data_set = 2, last_command = 3 };
std::string pdv(std::uint8_t context, Fragment kind, std::string_view fragment);
std::string p_data(std::uint8_t context, Fragment kind, std::string_view fragment);
std::string release_request();
std::string abort_request();

// A command set with its group length; values as (element, bytes). Elements in rising order.
using CommandElements = std::vector<std::pair<std::uint16_t, std::string>>;
std::string command_set(const CommandElements& elements);
std::string us(std::uint16_t value);
std::string uid(std::string text);
std::string echo_command(std::uint16_t message_id);
std::string find_command(std::uint16_t message_id);
std::string cancel_command(std::uint16_t message_id);
std::string n_create_command(std::uint16_t message_id, const std::string& instance);

// One element in Implicit VR Little Endian; `length` lies if given.
std::string element(std::uint16_t group, std::uint16_t number, std::string_view value,
                    std::optional<std::uint32_t> length = std::nullopt);

struct Pdu {
    std::uint8_t type = 0;  // 0: the connection ended instead
    std::string content;    // after the length

    // Of an A-ASSOCIATE-RJ or A-ABORT: the last three bytes, "1/1/7", "0/2/6".
    std::string reason() const;
    // Of an A-ASSOCIATE-AC: the result of a presentation context; -1 if it is not there.
    int result_of(std::uint8_t context) const;
};

// (0000,0900) of the command set in a P-DATA-TF; nothing if there is none.
std::optional<std::uint16_t> status_in(const Pdu& data);
// A text element of the command set, without padding.
std::string command_text(const Pdu& data, std::uint16_t number);

class DicomPeer {
public:
    // Connects to loopback; `receive_buffer` limits what the system takes for us.
    explicit DicomPeer(std::uint16_t port, bool ipv6 = false, int receive_buffer = 0);
    ~DicomPeer();
    DicomPeer(DicomPeer&& other) noexcept;
    DicomPeer& operator=(DicomPeer&&) = delete;

    // False if the connection is broken.
    bool send(std::string_view bytes);
    // The next PDU; after 20 s without one, or at the end of the connection, a PDU of type 0.
    Pdu read_pdu();
    // Reads PDUs until a P-DATA-TF holds a command set with a status that is not pending.
    Pdu read_final_response();
    // Reads to the connection's end. False if it does not come within 20 s.
    bool ends();
    // Associates and returns the answer.
    Pdu associate(const AssociateRequest& request = {});
    // Closes with RST.
    void reset();
    void close();

private:
    bool read_exactly(std::string& into, std::size_t count);

    int fd_ = -1;
};

}  // namespace mwl::test
