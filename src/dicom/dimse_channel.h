#pragma once
// One established association as a sequence of DIMSE messages, on top of DCMTK (PS3.7). For both sides.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmnet/dimse.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dicom/wire.h"
#include "mwl/dicom/summary.h"

namespace mwl::dicom {

struct Command {
    Command() = default;
    ~Command() { clear(); }
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;
    void clear() noexcept;

    T_DIMSE_Message message{};  // owns the attribute list of an N-GET-RQ
    T_ASC_PresentationContextID context = 0;
    std::unique_ptr<DcmDataset> detail;        // what a response says beside its status (PS3.7 Annex C)
    std::vector<gate::CommandRemark> remarks;  // the gate's, on the values of a command received
};

enum class Received : std::uint8_t {
    command,
    release,  // A-RELEASE-RQ: to be acknowledged
    abort,    // A-ABORT
    ended,    // see Wire::end()
    broken,   // a command that DCMTK cannot read; see why()
};

struct DataBytes {
    std::string bytes;
    bool too_large = false;  // bytes are left out
    bool is_odd = false;     // in number, as they were sent
};

// One thread. Wire and association outlive it.
class DimseChannel {
public:
    // Each command and each data set must arrive within `idle_time` of being waited for, and before
    // `ends_at`.
    DimseChannel(T_ASC_Association& association, Wire& wire, std::chrono::milliseconds idle_time,
                 net::Deadline ends_at);

    // Waits for the next command; does not wait if is_over().
    Received receive(Command& command);
    // True if the end of the association was already seen by interruption().
    bool is_over() const noexcept { return seen_.has_value(); }
    const std::string& why() const noexcept { return why_; }

    // The data set that the last command announced, undecoded. Throws NetworkError.
    DataBytes receive_data_set(std::size_t max_bytes);

    // Throws NetworkError. Takes the elements out of `detail`.
    void send(Command& command, DcmDataset* data_set = nullptr);

    // Between responses, without waiting: did the peer send C-CANCEL for this message, or end the
    // association? What ended it is what receive() returns next.
    enum class Interruption : std::uint8_t { none, cancelled, ended };
    Interruption interruption(DIC_US message_id);

    void expect_more() noexcept;
    T_ASC_Association& association() noexcept { return association_; }

private:
    Received received(const OFCondition& condition);

    T_ASC_Association& association_;
    Wire& wire_;
    std::chrono::milliseconds idle_time_;
    net::Deadline ends_at_;
    std::optional<Received> seen_;  // by interruption()
    std::string why_;
};

}  // namespace mwl::dicom
