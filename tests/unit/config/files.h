#pragma once
// Settings files of a test, in a folder that goes away with it, and what reading them says.

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>

#include "mwl/config/devices.h"
#include "mwl/config/settings.h"
#include "support/broker.h"

namespace mwl::config {

class Files {
public:
    // The path of a file of this name with this text.
    std::filesystem::path write(const std::string& name, const std::string& text) {
        return scratch_.write(name, text);
    }
    // Settings that name one profile, and whatever else the text says. The text begins at line 2.
    std::filesystem::path settings(const std::string& text) {
        write("profile.toml", profile_);
        return write("settings.toml", "profiles = [\"profile.toml\"]\n" + text);
    }
    Files& with_profile(const std::string& text) {
        profile_ = text;
        return *this;
    }

private:
    test::ScratchFolder scratch_;
    std::string profile_;
};

// Each line without the folder in front of the file's name.
inline std::string without_folders(const std::string& text) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto slash = line.find('/') == 0 ? line.rfind('/', line.find(".toml")) : std::string::npos;
        out += (out.empty() ? "" : "\n") + (slash == std::string::npos ? line : line.substr(slash + 1));
    }
    return out;
}

// What reading says is wrong; fails the test if it says nothing.
template <typename Read>
std::string complaint(const Read& read) {
    try {
        (void)read();
    } catch (const ConfigError& error) {
        return without_folders(error.what());
    }
    ADD_FAILURE() << "the files were taken";
    return {};
}

inline std::string complaint_about_settings(const std::string& text,
                                            const std::vector<Override>& overrides = {}) {
    Files files;
    const auto file = files.settings(text);
    return complaint([&] { return read_settings(file, overrides, Certificates::read); });
}
inline std::string complaint_about_profile(const std::string& text) {
    Files files;
    const auto file = files.with_profile(text).settings("");
    return complaint([&] { return read_settings(file); });
}
inline std::string complaint_about_devices(const std::string& text) {
    Files files;
    const auto file = files.write("devices.toml", text);
    return complaint([&] { return read_devices(file); });
}

}  // namespace mwl::config
