#include "app/ready_file.h"

#include <unistd.h>

#include <fstream>

#include "mwl/base/error.h"

namespace mwl::app {

void write_ready_file(const std::filesystem::path& file,
                      const std::vector<std::pair<std::string, std::uint16_t>>& ports) {
    if (file.empty()) return;
    const std::filesystem::path part = file.string() + ".part";
    {
        std::ofstream out(part, std::ios::trunc);
        for (const auto& [name, port] : ports) out << name << '=' << port << '\n';
        out << "pid=" << ::getpid() << '\n';
        if (!out.flush()) throw ConfigError(part.string() + ": cannot be written");
    }
    std::filesystem::rename(part, file);
}

}  // namespace mwl::app
