#include "mwl/base/thrown.h"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string_view>
#include <typeinfo>

namespace mwl::base {
namespace {

constexpr std::array<std::string_view, 3> kContentClasses{"22", "23", "54"};

// The type's name as in the source: "int", not "i".
std::string readable_name(const std::type_info& type) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
    return status == 0 ? name.get() : type.name();
}

}  // namespace

bool is_about_content(const StoreError& error) noexcept {
    return std::ranges::any_of(kContentClasses,
                               [&](auto state) { return error.sqlstate().starts_with(state); });
}

std::string what_was_thrown() {
    try {
        throw;
    } catch (const StoreError& error) {
        return error.what();
    } catch (const NetworkError& error) {
        return error.what();
    } catch (const ConfigError& error) {
        return error.what();
    } catch (const std::exception& error) {
        return readable_name(typeid(error)) + ": " + error.what();
    } catch (...) {
        const std::type_info* const type = abi::__cxa_current_exception_type();
        return "an exception of type " + (type == nullptr ? std::string("unknown") : readable_name(*type));
    }
}

}  // namespace mwl::base
