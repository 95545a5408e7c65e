#include "web/prometheus.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace mwl::web {
namespace {

prometheus::ClientMetric client_metric(const Metric& metric, const Metric::Sample& sample) {
    prometheus::ClientMetric out;
    for (const auto& [name, value] : sample.labels) out.label.push_back({name, value});
    (metric.kind == Metric::Kind::counter ? out.counter.value : out.gauge.value) = sample.value;
    return out;
}

}  // namespace

std::string prometheus_text(const std::vector<Metric>& metrics) {
    std::vector<prometheus::MetricFamily> families;
    for (const auto& metric : metrics) {
        prometheus::MetricFamily family;
        family.name = metric.name;
        family.help = metric.help;
        family.type = metric.kind == Metric::Kind::counter ? prometheus::MetricType::Counter
                                                           : prometheus::MetricType::Gauge;
        for (const auto& sample : metric.samples) family.metric.push_back(client_metric(metric, sample));
        families.push_back(std::move(family));
    }
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace mwl::web
