// How the file on disk stands to what is in force (faults.md K2).

#include "app/configuration.h"

#include <gtest/gtest.h>

namespace mwl::app {
namespace {

double value_of(const Configuration& configuration, const std::string& name) {
    std::vector<web::Metric> metrics;
    configuration.add_to(metrics);
    for (const auto& metric : metrics)
        if (metric.name == name) return metric.samples.at(0).value;
    return -1;
}

TEST(Configuration, SaysWhatWaitsForARestart) {
    Configuration configuration;
    EXPECT_EQ(configuration.health().detail, "in force");
    configuration.taken({"mllp.port", "http.port"});
    EXPECT_TRUE(configuration.health().good);
    EXPECT_EQ(configuration.health().detail, "in force; takes effect after a restart: mllp.port, http.port");
    EXPECT_EQ(value_of(configuration, "mwl_config_reloads_total"), 1);
}

TEST(Configuration, AFileThatWasRefusedIsNotInForceUntilAGoodOneCame) {
    Configuration configuration;
    configuration.refused("mllp.port: 70000 is no port");
    EXPECT_FALSE(configuration.health().good);
    EXPECT_EQ(configuration.health().detail, "the file on disk is not in force: mllp.port: 70000 is no port");
    EXPECT_EQ(value_of(configuration, "mwl_config_rejected"), 1);
    configuration.taken({});
    EXPECT_TRUE(configuration.health().good);
    EXPECT_EQ(value_of(configuration, "mwl_config_rejected"), 0);
    EXPECT_EQ(value_of(configuration, "mwl_config_reloads_total"), 2);
}

}  // namespace
}  // namespace mwl::app
