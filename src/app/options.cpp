#include "app/options.h"

namespace mwl::app {

store::StoreOptions store_options(const config::Settings& settings) {
    store::StoreOptions options;
    options.connection = settings.database.connection;
    options.sessions = settings.database.sessions;
    return options;
}

mllp::ListenerOptions mllp_options(const config::MllpSettings& settings, const Links& links) {
    mllp::ListenerOptions options;
    options.accept.tls = links.of("mllp");
    options.accept.address = settings.address;
    options.accept.port = settings.port;
    options.accept.max_connections = static_cast<std::size_t>(settings.max_connections);
    options.accept.max_per_address = static_cast<std::size_t>(settings.max_per_address);
    options.accept.trusted = settings.trusted_networks;
    options.frames.max_message_bytes = settings.max_message_bytes;
    options.frames.lenient_end = settings.lenient_end;
    options.message_timeout = settings.frame_deadline;
    return options;
}

dicom::ServerOptions dicom_options(const config::DicomSettings& settings, const Links& links) {
    dicom::ServerOptions options;
    options.tls = links.of("dicom");
    options.address = settings.address;
    options.port = settings.port;
    options.ae = settings.ae;
    options.max_associations = static_cast<std::size_t>(settings.max_associations);
    options.max_per_address = static_cast<std::size_t>(settings.max_per_address);
    options.trusted = settings.trusted_networks;
    options.request_time = settings.request_deadline;
    options.idle_time = settings.idle_timeout;
    return options;
}

web::ServerOptions web_options(const config::HttpSettings& settings, const Links& links) {
    web::ServerOptions options;
    options.tls = links.of("http");
    options.address = settings.address;
    options.port = settings.port;
    options.host_names = settings.host_names;
    return options;
}

services::IntakeOptions intake_options(const config::Settings& settings) {
    services::IntakeOptions options;
    options.profiles = settings.profiles;
    options.duplicate_window = settings.site.duplicate_window;
    options.stale_tolerance = settings.site.stale_tolerance;
    options.hold = settings.mllp.hold;
    options.expire_after = settings.site.expire_after;
    return options;
}

services::AnswerOptions answer_options(const config::SiteSettings& site) {
    return {site.zone, site.answer_charset, site.answer_limit, site.fold_accents};
}

services::MppsOptions mpps_options(const config::Settings& settings) {
    services::MppsOptions options;
    options.site_zone = settings.site.zone;
    for (const auto& destination : settings.destinations)
        options.receivers.push_back({destination.name, destination.sending_application, destination.format});
    return options;
}

services::ChoreOptions chore_options(const config::Settings& settings) {
    const auto& retention = settings.retention;
    services::ChoreOptions options{settings.site.expire_after, {}, {}};
    using store::Kept;
    for (const auto& [kept, months] : {std::pair{Kept::messages, retention.message_months},
                                       std::pair{Kept::statuses, retention.status_months},
                                       std::pair{Kept::timeline, retention.timeline_months},
                                       std::pair{Kept::associations, retention.association_months}})
        if (months > 0) options.months_kept[kept] = months;
    return options;
}

std::vector<DestinationName> names_of(const std::vector<config::DestinationSettings>& destinations) {
    std::vector<DestinationName> names;
    for (const auto& destination : destinations) names.push_back(destination.name);
    return names;
}

}  // namespace mwl::app
