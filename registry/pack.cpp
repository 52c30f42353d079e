#include "registry/pack.hpp"

#include "config/document_text.hpp"
#include "config/files.hpp"
#include "config/yaml.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::registry {

namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";  // what JSON text gets for bytes that are no UTF-8

size_t count_of(std::string_view needle, std::string_view text) {
  size_t n = 0;
  for (size_t at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + needle.size()))
    ++n;
  return n;
}

// Of all texts below a node, keys included.
size_t replacements_in(const document& node) {
  size_t n = 0;
  if (const std::string* text = node.as_string()) {
    n = count_of(replacement_character, *text);
  } else if (const document::list* items = node.as_list()) {
    for (const document& each : *items)
      n += replacements_in(each);
  } else if (const document::map* members = node.as_map()) {
    for (const auto& [key, value] : *members)
      n += count_of(replacement_character, key) + replacements_in(value);
  }
  return n;
}

// Which fields hold the text of a file of its own, so that a mistake in it is told where it was written.
document texts_of(const entry& what) {
  document made{document::map{}};
  if (const document::map* fields = what.data.as_map())
    for (const auto& [name, value] : *fields)
      if (value.is_string() && value.mark().file && (!what.mark.file || *value.mark().file != *what.mark.file))
        made.set(name, document{*value.mark().file});
  return made;
}

void mark_all(document& node, const source_mark& where) {
  node.mark(where);
  if (document::list* items = node.as_list()) {
    for (document& each : *items)
      mark_all(each, where);
  } else if (document::map* members = node.as_map()) {
    for (auto& [key, value] : *members)
      mark_all(value, where);
  }
}

caf::expected<std::string> line_of(const entry& what) {
  document line = to_document(what);
  if (what.mark.file) {
    line.set("file", document{*what.mark.file});
    line.set("line", document{int64_t{what.mark.line}});
    line.set("column", document{int64_t{what.mark.column}});
  }
  if (document texts = texts_of(what); !texts.as_map()->empty())
    line.set("texts", std::move(texts));
  std::string text = to_json(line);
  if (count_of(replacement_character, text) != replacements_in(line))
    return make_error(errc::invalid, fmt::format("entry {} holds bytes that are no UTF-8, which a pack cannot hold", what.id.text()));
  return text + "\n";
}

caf::error no_pack(const std::filesystem::path& path, const std::string& why) {
  return make_error(errc::invalid, fmt::format("{}: {}", path.native(), why));
}

int64_t number_of(const document& head, std::string_view key) {
  const document* found = head.find(key);
  return found == nullptr || found->as_integer() == nullptr ? -1 : *found->as_integer();
}

caf::expected<entry> entry_in(const document& line) {
  auto found = to_entry(line);
  if (!found)
    return make_error(errc::invalid, "no entry: `id` or `kind` is missing");
  entry& made = *found;
  if (const document* file = line.find("file"); file != nullptr && file->is_string()) {
    const auto place = [&](std::string_view key) { return static_cast<uint32_t>(std::max<int64_t>(0, number_of(line, key))); };
    made.mark = {std::make_shared<const std::string>(*file->as_string()), place("line"), place("column")};
  }
  mark_all(made.meta, made.mark);
  mark_all(made.data, made.mark);
  if (const document* texts = line.find("texts"); texts != nullptr && texts->is_map())
    for (const auto& [name, file] : *texts->as_map())
      if (document* field = made.data.find(name))
        field->mark({std::make_shared<const std::string>(file.scalar_text()), 1, 1});
  return std::move(made);
}

}  // namespace

caf::error write_pack(const std::filesystem::path& path, const pack& what) {
  std::string body;
  for (const entry& each : what.entries) {
    const auto line = line_of(each);
    if (!line)
      return line.error();
    body += *line;
  }
  const document head{document::map{{"troupe_pack", document{pack_format}},
                                    {"entries", document{static_cast<int64_t>(what.entries.size())}},
                                    {"bytes", document{static_cast<int64_t>(body.size())}},
                                    {"meta", what.meta}}};
  return write_text_file(path, to_json(head) + "\n" + body);
}

caf::expected<pack> read_pack(const std::filesystem::path& path) {
  const auto text = read_text_file(path);
  if (!text)
    return make_error(code_of(text.error()), path.native() + ": " + why_unreadable(path, text.error()));
  std::string_view rest = *text;
  const auto take_line = [&] {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    return line;
  };
  const auto head = parse_yaml(take_line(), path.native() + ".json");
  if (!head || head->find("troupe_pack") == nullptr)
    return no_pack(path, "not a pack of troupe's: its first line is no header (make one with `troupe pack`)");
  if (number_of(*head, "troupe_pack") != pack_format)
    return make_error(errc::unavailable, fmt::format("{}: a pack of format {}; this build reads format {}", path.native(),
                                                     number_of(*head, "troupe_pack"), pack_format));
  if (number_of(*head, "bytes") != static_cast<int64_t>(rest.size()))
    return no_pack(path, fmt::format("the pack is damaged: {} bytes follow its first line, which says {}", rest.size(), number_of(*head, "bytes")));
  pack made;
  if (const document* meta = head->find("meta"))
    made.meta = *meta;
  for (size_t number = 2; !rest.empty(); ++number) {
    const auto line = parse_yaml(take_line(), path.native() + ".json");
    auto item = line ? entry_in(*line) : caf::expected<entry>{line.error()};
    if (!item)
      return no_pack(path, fmt::format("line {}: {}", number, message_of(item.error())));
    made.entries.push_back(std::move(*item));
  }
  if (number_of(*head, "entries") != static_cast<int64_t>(made.entries.size()))
    return no_pack(path, fmt::format("the pack is damaged: {} entries, its first line says {}", made.entries.size(), number_of(*head, "entries")));
  return made;
}

}  // namespace troupe::registry
