#include "hosts/env_storages.hpp"

#include "config/files.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <mutex>
#include <string_view>
#include <system_error>
#include <utility>

namespace troupe::hosts {

namespace {

using stored = caf::expected<std::optional<std::string>>;

caf::error read_only(std::string_view what) {
  return make_error(errc::permission_denied, fmt::format("{} is read-only", what));
}

class memory_storage final : public actors::env_storage {
public:
  stored get(const std::string& key) override {
    const std::lock_guard hold{guard_};
    const auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : std::optional{found->second};
  }
  caf::error set(const std::string& key, const std::string& value) override {
    const std::lock_guard hold{guard_};
    values_[key] = value;
    return {};
  }

private:
  std::mutex guard_;
  std::map<std::string, std::string> values_;
};

class os_storage final : public actors::env_storage {
public:
  // Nothing here ever changes the environment, so reading it needs no lock.
  stored get(const std::string& key) override {
    const char* value = std::getenv(key.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
  }
  caf::error set(const std::string&, const std::string&) override { return read_only("the operating system's environment"); }
};

class static_storage final : public actors::env_storage {
public:
  explicit static_storage(std::map<std::string, std::string> values) : values_(std::move(values)) {}
  stored get(const std::string& key) override {
    const auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : std::optional{found->second};
  }
  caf::error set(const std::string&, const std::string&) override { return read_only("a static storage"); }

private:
  const std::map<std::string, std::string> values_;
};

// ---- files -------------------------------------------------------------------------------------------------------------

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

struct env_line {
  std::string_view key;  // "": the line sets nothing
  std::string_view value;
};

env_line parse_line(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const size_t sign = line.find('=');
  if (sign == std::string_view::npos)
    return {};
  return {trimmed(line.substr(0, sign)), trimmed(line.substr(sign + 1))};
}

// Calls `visit(line)` for each line without its end.
template <class Visit>
void each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    visit(text.substr(0, end));
    if (end == std::string_view::npos)
      return;
    text.remove_prefix(end + 1);
  }
}

class file_storage final : public actors::env_storage {
public:
  explicit file_storage(env_file_settings settings) : settings_(std::move(settings)) {}

  stored get(const std::string& key) override {
    const std::lock_guard hold{guard_};
    const auto text = read();
    if (!text)
      return text.error();
    std::optional<std::string> found;
    each_line(*text, [&](std::string_view line) {
      if (const env_line item = parse_line(line); item.key == key)
        found = item.value;
    });
    return found;
  }

  caf::error set(const std::string& key, const std::string& value) override {
    // What the format cannot hold would come back as something else.
    if (value.find_first_of("\n\r#") != std::string::npos || trimmed(value) != value)
      return make_error(errc::invalid, fmt::format("{}: the value of {} holds a line end, a `#` or outer blanks, which a KEY=VALUE file cannot",
                                                   settings_.path.string(), key));
    const std::lock_guard hold{guard_};
    const auto text = read();
    if (!text)
      return text.error();
    std::string changed;
    bool written = false;
    each_line(*text, [&](std::string_view line) {
      if (parse_line(line).key != key)
        changed += line;
      else if (!std::exchange(written, true))
        changed += fmt::format("{}={}", key, value);
      else
        return;  // a second line for the key would win over the first
      changed += '\n';
    });
    if (!written)
      changed += fmt::format("{}={}\n", key, value);
    return write(changed);
  }

private:
  caf::expected<std::string> read() const {
    auto text = read_text_file(settings_.path);
    if (!text && code_of(text.error()) == errc::not_found && settings_.create)
      return std::string{};
    return text;
  }

  caf::error write(const std::string& text) const {
    if (const std::filesystem::path folder = settings_.path.parent_path(); settings_.create && !folder.empty() && !is_folder(folder))
      if (const caf::error problem = make_folder(folder))
        return problem;
    return write_text_file(settings_.path, text, settings_.file_mode);
  }

  caf::error make_folder(const std::filesystem::path& folder) const {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (!problem)
      std::filesystem::permissions(folder, static_cast<std::filesystem::perms>(settings_.folder_mode), problem);
    return problem ? make_error(errc::internal, fmt::format("{}: {}", folder.string(), problem.message())) : caf::error{};
  }

  const env_file_settings settings_;
  std::mutex guard_;
};

// ---- routers -----------------------------------------------------------------------------------------------------------

class router_storage final : public actors::env_storage {
public:
  router_storage(const actors::env_table& table, std::vector<std::string> storages)
    : table_(table), storages_(std::move(storages)) {}

  stored get(const std::string& key) override {
    const one_level_deeper level;
    if (level.too_deep())
      return refuse_circle();
    for (const std::string& id : storages_)
      if (const auto storage = table_.storage(id)) {
        auto found = storage->get(key);
        if (!found || found->has_value())
          return found;
      }
    return std::optional<std::string>{};
  }

  caf::error set(const std::string& key, const std::string& value) override {
    const one_level_deeper level;
    if (level.too_deep())
      return refuse_circle();
    const auto first = table_.storage(storages_.front());
    return first == nullptr ? make_error(errc::not_found, fmt::format("no storage {}", storages_.front())) : first->set(key, value);
  }

private:
  // Routers may name each other in a circle. Questions are answered on the asking thread, one inside the other.
  class one_level_deeper {
  public:
    one_level_deeper() noexcept { ++depth; }
    ~one_level_deeper() { --depth; }
    one_level_deeper(const one_level_deeper&) = delete;
    one_level_deeper& operator=(const one_level_deeper&) = delete;
    bool too_deep() const noexcept { return depth > 16; }

  private:
    static thread_local int depth;
  };

  caf::error refuse_circle() const {
    return make_error(errc::internal, fmt::format("storages name each other in a circle: {} ...", storages_.front()));
  }

  const actors::env_table& table_;
  const std::vector<std::string> storages_;
};

thread_local int router_storage::one_level_deeper::depth = 0;

}  // namespace

std::shared_ptr<actors::env_storage> make_memory_storage() {
  return std::make_shared<memory_storage>();
}

std::shared_ptr<actors::env_storage> make_os_storage() {
  return std::make_shared<os_storage>();
}

std::shared_ptr<actors::env_storage> make_static_storage(std::map<std::string, std::string> values) {
  return std::make_shared<static_storage>(std::move(values));
}

std::shared_ptr<actors::env_storage> make_file_storage(env_file_settings settings) {
  return std::make_shared<file_storage>(std::move(settings));
}

std::shared_ptr<actors::env_storage> make_router_storage(const actors::env_table& table, std::vector<std::string> storages) {
  return std::make_shared<router_storage>(table, std::move(storages));
}

}  // namespace troupe::hosts
