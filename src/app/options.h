#pragma once
// What each part takes from the settings. Pure; the files that TLS needs are read by Links. Throws
// ConfigError for networks that the settings would not have passed.

#include "app/links.h"
#include "mwl/config/settings.h"
#include "mwl/dicom/server.h"
#include "mwl/mllp/listener.h"
#include "mwl/services/answers.h"
#include "mwl/services/chores.h"
#include "mwl/services/intake.h"
#include "mwl/services/mpps.h"
#include "mwl/store/store.h"
#include "mwl/web/server.h"

namespace mwl::app {

store::StoreOptions store_options(const config::Settings& settings);
mllp::ListenerOptions mllp_options(const config::MllpSettings& settings, const Links& links);
dicom::ServerOptions dicom_options(const config::DicomSettings& settings, const Links& links);
web::ServerOptions web_options(const config::HttpSettings& settings, const Links& links);
services::IntakeOptions intake_options(const config::Settings& settings);
services::AnswerOptions answer_options(const config::SiteSettings& site);
services::MppsOptions mpps_options(const config::Settings& settings);
services::ChoreOptions chore_options(const config::Settings& settings);
std::vector<DestinationName> names_of(const std::vector<config::DestinationSettings>& destinations);

}  // namespace mwl::app
