#include "sim/ris.h"

#include "mwl/base/digest.h"
#include "mwl/base/mutex.h"
#include "mwl/hl7/ack.h"
#include "mwl/mllp/listener.h"

namespace mwl::sim {
namespace {

// The value of the first OBX whose OBX-3.1 is `code`.
std::string observation(const hl7::Message& message, std::string_view code) {
    for (const auto& segment : message.segments())
        if (segment.name() == "OBX" && segment.field(3).component(1).text() == code)
            return segment.field(5).component(1).text();
    return "";
}

ReceivedStatus read_status(const std::string& bytes) {
    ReceivedStatus status;
    status.bytes = bytes;
    status.digest = sha256_hex(bytes);
    const auto message = hl7::Message::parse(bytes);
    if (!message) return status;
    status.control_id = message->at("MSH-10").text();
    status.order_control = message->at("ORC-1").text();
    status.order_status = message->at("ORC-5").text();
    status.placer = message->at("ORC-2.1").text();
    status.filler = message->at("ORC-3.1").text();
    status.accession = message->at("OBR-18.1").text();
    status.performed_uid = observation(*message, "PerformedStepUID");
    return status;
}

}  // namespace

struct Ris::Impl {
    Impl(const RisOptions& options_in, net::Deadlines& deadlines, const Clock& clock_in, const Log& log,
         OnStatus on_status_in)
        : options(options_in),
          clock(clock_in),
          on_status(std::move(on_status_in)),
          listener({.accept = {.name = "ris",
                               .address = options.address,
                               .port = options.port,
                               .tls = options.tls}},
                   deadlines, log, [this](const mllp::ReceivedFrame& frame) { return answer(frame); }) {}

    mllp::Reply answer(const mllp::ReceivedFrame& frame) {
        const Lock lock(mutex);
        on_status(read_status(frame.bytes));
        if (!options.answer) return {};
        const auto at = std::chrono::steady_clock::now() + options.late;
        while (!stopping && stopped.wait_until(mutex, at)) {
        }
        const auto header = hl7::peek_header(frame.bytes);
        std::optional<Problem> refusal;
        if (*options.answer != hl7::AckCode::AA)
            refusal = Problem{Code::not_allowed, "", "this simulated RIS was told to refuse"};
        return {hl7::build_ack(header,
                               {*options.answer, refusal, "RIS" + std::to_string(++answers), clock.now()}),
                false};
    }

    void start() {
        {
            const Lock lock(mutex);
            stopping = false;
        }
        listener.start();
    }

    void stop() {
        {
            const Lock lock(mutex);
            stopping = true;
            stopped.notify_all();
        }
        listener.stop();
    }

    const RisOptions options;
    const Clock& clock;
    OnStatus on_status;
    Mutex mutex;
    Condition stopped;
    std::uint64_t answers GUARDED_BY(mutex) = 0;
    bool stopping GUARDED_BY(mutex) = false;
    mllp::Listener listener;  // last: its threads use everything above
};

Ris::Ris(const RisOptions& options, net::Deadlines& deadlines, const Clock& clock, const Log& log,
         OnStatus on_status)
    : impl_(std::make_unique<Impl>(options, deadlines, clock, log, std::move(on_status))) {}
Ris::~Ris() = default;
void Ris::start() { impl_->start(); }
void Ris::stop() { impl_->stop(); }
std::uint16_t Ris::port() const { return impl_->listener.port(); }

}  // namespace mwl::sim
