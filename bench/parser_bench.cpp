// What one order costs before the database sees it: parsing, and mapping to changes.
#include <benchmark/benchmark.h>

#include <string>

#include "mwl/mapping/orders.h"

namespace {

using namespace mwl;

// An order of `groups` ORC/OBR pairs.
std::string order(int groups) {
    std::string out =
        "MSH|^~\\&|RIS|HOSP|MWL|RAD|20260701080000||ORM^O01|MSG00001|P|2.3.1||||||UNICODE UTF-8\r"
        "PID|||PAT001^^^HOSP^MR||DOE^JANE^MARY^JR^DR||19700102|F||||||||||ACCT9\r"
        "PV1||I|WARD3^12^A|||||77^WATSON^JOHN|||||||||||V77\r"
        "AL1|1||^Iodine contrast|SV\r";
    for (int n = 1; n <= groups; ++n) {
        const auto id = std::to_string(n);
        out += "ORC|NW|PLC" + id + "^HIS|FIL" + id + "^RIS||||1^^^20260702103000^^R||20260701080000\r";
        out += "OBR|" + id + "||PLC|CTHEAD^CT head^99RIS||||||||||||||ACC001|RP" + id + "|SPS" + id +
               "||||CT|||||||WALK|^headache\r";
        out += "OBX|1|NM|29463-7^Weight^LN||80|kg\r";
    }
    return out + "ZDS|1.2.840.113619.2.1.77^RIS^Application^DICOM\r";
}

void parse(benchmark::State& state) {
    const auto bytes = order(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        auto message = hl7::Message::parse(bytes);
        if (!message) state.SkipWithError("not parsed");
        benchmark::DoNotOptimize(message);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                            static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(parse)->Arg(1)->Arg(50);

void changes_from_hl7(benchmark::State& state) {
    const auto message = hl7::Message::parse(order(static_cast<int>(state.range(0))));
    const mapping::SiteProfile profile;
    if (!message) return state.SkipWithError("not parsed");
    for (auto _ : state) {
        auto changes = mapping::changes_from_hl7(*message, profile, Instant{});
        if (!changes) state.SkipWithError("not mapped");
        benchmark::DoNotOptimize(changes);
    }
}
BENCHMARK(changes_from_hl7)->Arg(1)->Arg(50);

}  // namespace
