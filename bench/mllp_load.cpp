// New orders over MLLP, one connection a client: how many are acknowledged in a second, and how soon.

#include <memory>

#include "load.h"
#include "mwl/base/clock.h"
#include "mwl/hl7/ack.h"
#include "mwl/mllp/client.h"
#include "mwl/time/dicom_time.h"
#include "mwl/time/zone.h"

namespace {

using namespace mwl;

std::string order(const std::string& run, int client, int number) {
    const std::string n = run + std::to_string(client) + "X" + std::to_string(number);
    const std::string day = print_da(Zone().to_local(system_clock().now()).date);
    return "MSH|^~\\&|LOAD|BENCH|MWLBROKER|BENCH|" + day + "0800||ORM^O01|" + n +
           "|P|2.3.1||||||UNICODE UTF-8\rPID|1||M" + n + "^^^HOSPITAL^MR||LOAD^PATIENT" + n +
           "||19800101|F\rPV1|1|I|WARD^1^1\rORC|NW|P" + n + "^RIS|F" + n + "^RIS||||^^^" + day +
           "1000^^R\rOBR|1|P" + n + "^RIS|F" + n + "^RIS|CHEST^CHEST AP^L||||||||||||||A" + n + "|R" + n +
           "|S" + n + "||||DX|||^^^" + day + "1000^^R\r";
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = bench::load_options(argc, argv, "mllp_load");
    net::Deadlines deadlines;
    const std::string run = std::to_string(micros(system_clock().now()) / 1'000'000 % 100'000);
    return bench::run_load("MLLP orders", options, [&](int number) -> std::function<bool()> {
        auto client =
            std::make_shared<mllp::Client>(mllp::ClientOptions{.host = options.host, .port = options.port},
                                           deadlines);  // shared with its request
        return [client, run, number, next = 0]() mutable {
            const auto reply = client->send(order(run, number, next++));
            if (!reply) return false;
            const auto ack = hl7::parse_ack(*reply);
            return ack && ack->code == hl7::AckCode::AA;
        };
    });
}
