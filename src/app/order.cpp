// order show: where each value of a stored order comes from.
#include <cstdio>
#include <set>

#include "app/commands.h"
#include "app/options.h"
#include "mwl/base/clock.h"
#include "mwl/base/parts.h"
#include "mwl/report/explanation.h"
#include "mwl/services/order_explanation.h"
#include "mwl/store/store.h"

namespace mwl::app {
namespace {

// Those of the profiles, unless one is named.
std::set<Issuer> issuers_of(const OrderShowCommand& command, const config::Settings& settings) {
    if (!command.issuer.empty()) return {Issuer(command.issuer)};
    std::set<Issuer> out;
    for (const auto& profile : settings.profiles) out.insert(profile.sender.accession_issuer);
    return out;
}

std::string named(const std::set<Issuer>& issuers) {
    std::string out;
    for (const auto& issuer : issuers) append_part(out, issuer.str(), ", ");
    return out;
}

}  // namespace

int order_show(const OrderShowCommand& command) {
    const auto settings = settings_of(command.config);
    const auto store =
        store::open_store(store_options(settings), system_clock(), log_to_stderr(settings.log_level));
    const auto issuers = issuers_of(command, settings);
    bool is_found = false;
    for (const auto& issuer : issuers) {
        const auto order =
            services::explain_order(store->records(), {command.accession, issuer}, settings.site.zone);
        if (!order) continue;
        is_found = true;
        const auto text =
            command.as_json ? report::explanation_json(*order) + "\n" : report::explanation_text(*order);
        std::fputs(text.c_str(), stdout);
    }
    if (is_found) return kDone;
    (void)std::fprintf(stderr, "mwlbroker: no order has the accession number \"%s\" of the issuer %s\n",
                       command.accession.c_str(), named(issuers).c_str());
    return kFailed;
}

}  // namespace mwl::app
