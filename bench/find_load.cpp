// Today's worklist as portable X-rays ask for it, a new association for each query, as most modalities do.

#include "load.h"
#include "mwl/base/clock.h"
#include "mwl/base/error.h"
#include "sim/modality.h"

int main(int argc, char** argv) {
    using namespace mwl;
    const auto options = bench::load_options(argc, argv, "find_load");
    return bench::run_load("C-FIND today", options, [&](int) -> std::function<bool()> {
        sim::ModalityOptions modality;
        modality.host = options.host;
        modality.port = options.port;
        return [modality] {
            try {
                return sim::ask_worklist(modality, system_clock().now()).ok();
            } catch (const NetworkError&) {
                return false;
            }
        };
    });
}
