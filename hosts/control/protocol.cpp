#include "hosts/control/protocol.hpp"

#include "config/document_text.hpp"
#include "config/limits.hpp"
#include "troupe_version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <optional>

namespace troupe::hosts::control {

namespace {

using json = nlohmann::ordered_json;  // members are shown in the order in which they were written

// Nothing if it is nested too deep.
std::optional<document> to_document(const json& from, int depth = 0) {
  if (depth > limits::value_depth_max)
    return std::nullopt;
  switch (from.type()) {
    case json::value_t::boolean: return document{from.get<bool>()};
    case json::value_t::number_integer: return document{from.get<int64_t>()};
    case json::value_t::number_unsigned: {
      const auto number = from.get<uint64_t>();
      if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
        return document{static_cast<double>(number)};
      return document{static_cast<int64_t>(number)};
    }
    case json::value_t::number_float: return document{from.get<double>()};
    case json::value_t::string: return document{from.get_ref<const std::string&>()};
    case json::value_t::array: {
      document::list list;
      list.reserve(from.size());
      for (const json& each : from) {
        auto made = to_document(each, depth + 1);
        if (!made)
          return std::nullopt;
        list.push_back(std::move(*made));
      }
      return document{std::move(list)};
    }
    case json::value_t::object: {
      document::map map;
      map.reserve(from.size());
      for (const auto& [key, each] : from.items()) {
        auto made = to_document(each, depth + 1);
        if (!made)
          return std::nullopt;
        map.emplace_back(key, std::move(*made));
      }
      return document{std::move(map)};
    }
    default: return document{};
  }
}

std::string text_at(const document& map, std::string_view key) {
  const document* found = map.find(key);
  return found != nullptr && found->as_string() != nullptr ? *found->as_string() : std::string{};
}

// What stands under "v"; 0 if there is no such number.
int64_t version_of(const document& map) {
  const document* found = map.find("v");
  return found != nullptr && found->as_integer() != nullptr ? *found->as_integer() : 0;
}

std::string line_of(document::map members) {
  members.insert(members.begin(), {"v", document{protocol_version}});
  return to_json(document{std::move(members)}) + "\n";
}

}  // namespace

caf::expected<document> parse_json(std::string_view text) {
  const json tree = json::parse(text, nullptr, false);
  if (tree.is_discarded())
    return make_error(errc::invalid, "this is not JSON");
  auto made = to_document(tree);
  if (!made)
    return make_error(errc::invalid, "this JSON is nested too deep");
  return std::move(*made);
}

std::string request::text(std::string_view name) const {
  return text_at(arguments, name);
}

caf::expected<request> parse_request(std::string_view line) {
  constexpr std::string_view example = R"(a request is one line like {"v":1,"command":"ps"})";
  auto tree = parse_json(line);
  if (!tree)
    return make_error(errc::invalid, fmt::format("{}: {}", message_of(tree.error()), example));
  if (!tree->is_map())
    return make_error(errc::invalid, fmt::format("a {} is no request: {}", tree->type_name(), example));
  const int64_t spoken = version_of(*tree);
  if (spoken == 0)
    return make_error(errc::invalid, fmt::format("no version: {}", example));
  if (spoken != protocol_version)
    return make_error(errc::unavailable, fmt::format("the troupe that runs here ({}) speaks version {} of the control protocol, not {}: "
                                                     "ask it with the program that runs it",
                                                     std::string{version}, protocol_version, spoken));
  request made;
  made.command = text_at(*tree, "command");
  if (made.command.empty())
    return make_error(errc::invalid, fmt::format("no command: {}", example));
  tree->erase("v");
  tree->erase("command");
  made.arguments = std::move(*tree);
  return made;
}

std::string request_line(const request& what) {
  document::map members = *what.arguments.as_map();
  members.insert(members.begin(), {"command", document{what.command}});
  return line_of(std::move(members));
}

std::string answer_line(document result) {
  document::map members;
  members.emplace_back("ok", document{true});
  members.emplace_back("result", std::move(result));
  return line_of(std::move(members));
}

std::string refusal_line(const caf::error& why) {
  return line_of({{"ok", document{false}},
                  {"error", document{document::map{{"kind", document{kind_name(code_of(why))}}, {"message", document{message_of(why)}}}}}});
}

std::string pending_line() {
  return line_of({{"pending", document{true}}});
}

caf::expected<answer> parse_answer(std::string_view line) {
  auto tree = parse_json(line);
  if (!tree || !tree->is_map() || version_of(*tree) == 0)
    return make_error(errc::unavailable, "what listens there is no troupe: its answer cannot be read");
  if (const int64_t spoken = version_of(*tree); spoken != protocol_version)
    return make_error(errc::unavailable, fmt::format("the troupe that runs there speaks version {} of the control protocol, this program ({}) "
                                                     "version {}: ask it with the program that runs it",
                                                     spoken, std::string{version}, protocol_version));
  if (const document* pending = tree->find("pending"); pending != nullptr)
    return answer{true, {}};
  const document* ok = tree->find("ok");
  if (ok != nullptr && ok->as_bool() != nullptr && *ok->as_bool()) {
    document* result = tree->find("result");
    return answer{false, result == nullptr ? document{} : std::move(*result)};
  }
  const document* why = tree->find("error");
  const std::string message = why == nullptr ? std::string{} : text_at(*why, "message");
  const errc kind = why == nullptr ? errc::unknown : kind_from_name(text_at(*why, "kind"));
  return make_error(kind == errc::none ? errc::unknown : kind, message.empty() ? "refused without a reason" : message);
}

std::string text_of(const document& from, std::string_view key) {
  const document* found = from.find(key);
  return found == nullptr ? std::string{} : found->scalar_text();
}

int64_t number_of(const document& from, std::string_view key) {
  const document* found = from.find(key);
  return found == nullptr || found->as_integer() == nullptr ? 0 : *found->as_integer();
}

const document::list& list_of(const document& from, std::string_view key) {
  static const document::list none;
  const document* found = key.empty() ? &from : from.find(key);
  return found == nullptr || found->as_list() == nullptr ? none : *found->as_list();
}

}  // namespace troupe::hosts::control
