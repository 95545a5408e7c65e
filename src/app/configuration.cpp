#include "app/configuration.h"

#include "mwl/base/parts.h"

namespace mwl::app {

void Configuration::taken(const std::vector<std::string>& waiting) {
    const Lock lock(mutex_);
    waiting_ = joined(waiting, ", ");
    refused_.clear();
    ++reloads_;
}

void Configuration::refused(const std::string& why) {
    const Lock lock(mutex_);
    refused_ = why;
    ++reloads_;
}

web::HealthCheck Configuration::health() const {
    const Lock lock(mutex_);
    web::HealthCheck check{"configuration", refused_.empty(), "in force", false};
    if (!refused_.empty())
        check.detail = "the file on disk is not in force: " + refused_;
    else if (!waiting_.empty())
        check.detail = "in force; takes effect after a restart: " + waiting_;
    return check;
}

void Configuration::add_to(std::vector<web::Metric>& metrics) const {
    using Kind = web::Metric::Kind;
    const Lock lock(mutex_);
    metrics.push_back({"mwl_config_rejected",
                       "1 while the file on disk is not in force because something in it is wrong",
                       Kind::gauge,
                       {{{}, refused_.empty() ? 0.0 : 1.0}}});
    metrics.push_back({"mwl_config_reloads_total",
                       "how often the file was read again, good or bad",
                       Kind::counter,
                       {{{}, static_cast<double>(reloads_)}}});
}

}  // namespace mwl::app
