#include "config/document_text.hpp"

#include "config/yaml_scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace troupe {

namespace {

// Length of the UTF-8 sequence at the front, 0 if it is none.
size_t utf8_length(std::string_view text) noexcept {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80)
    return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
    return 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return 0;
  const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  const bool beyond = (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf4 && byte(1) > 0x8f);
  return overlong || beyond ? 0 : length;
}

std::string number_text(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos)  // `n` stands in inf and nan
    text += ".0";
  return text;
}

void write_json(std::string& out, const document& node, json_layout layout, size_t depth) {
  const bool lines = layout == json_layout::lines;
  const std::string_view comma = layout == json_layout::spaced ? ", " : ",";
  const auto new_line = [&](size_t level) {
    if (lines)
      out.append(1, '\n').append(2 * level, ' ');
  };
  if (const std::string* text = node.as_string()) {
    append_json_string(out, *text);
  } else if (const double* number = node.as_double()) {
    out += std::isfinite(*number) ? number_text(*number) : "null";
  } else if (const document::list* items = node.as_list()) {
    out += '[';
    for (size_t i = 0; i < items->size(); ++i) {
      if (i != 0)
        out += comma;
      new_line(depth + 1);
      write_json(out, (*items)[i], layout, depth + 1);
    }
    if (!items->empty())
      new_line(depth);
    out += ']';
  } else if (const document::map* members = node.as_map()) {
    out += '{';
    for (size_t i = 0; i < members->size(); ++i) {
      if (i != 0)
        out += comma;
      new_line(depth + 1);
      append_json_string(out, (*members)[i].first);
      out += layout == json_layout::compact ? ":" : ": ";
      write_json(out, (*members)[i].second, layout, depth + 1);
    }
    if (!members->empty())
      new_line(depth);
    out += '}';
  } else {
    out += node.is_null() ? "null" : node.scalar_text();
  }
}

// True if YAML reads the bare text back as the same string, wherever it stands.
bool plain_in_yaml(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':'
      || !resolve_plain_scalar(text).is_string() || unix_seconds_of(text))
    return false;
  if (std::string_view{"-?:,[]{}#&*!|>'\"%@`=<"}.find(text.front()) != std::string_view::npos)
    return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos)
    return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f)
      return false;
  // Words that other readers take for booleans.
  for (const std::string_view word : {"yes", "no", "on", "off", "y", "n", "True", "False", "TRUE",
                                      "FALSE", "Yes", "No", "On", "Off"})
    if (text == word)
      return false;
  return true;
}

// True if the text can stand as a literal block: lines of printable text that do not begin with a space.
bool fits_block(std::string_view text) {
  if (text.size() < 2 || text.find('\n') == std::string_view::npos || text.front() <= ' ')
    return false;
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const size_t length = utf8_length(text.substr(i));
    const bool odd =
      c == 0x7f || c == 0xc2 || c == 0xe2 || c == 0xef;  // maybe a break or a byte order mark
    if (length == 0 || odd || (c < 0x20 && c != '\n' && c != '\t'))
      return false;
    i += length;
  }
  return true;
}

void write_text(std::string& out, std::string_view text) {
  if (plain_in_yaml(text))
    out += text;
  else
    append_json_string(out, text);
}

void write_block(std::string& out, std::string_view text, size_t indent) {
  const size_t content = text.find_last_not_of('\n') + 1;
  const size_t breaks = text.size() - content;
  out += breaks == 0 ? "|-" : breaks == 1 ? "|" : "|+";
  out += '\n';
  size_t from = 0;
  while (from < text.size()) {
    size_t end = text.find('\n', from);
    if (end == std::string_view::npos)
      end = text.size();
    if (end > from)
      out.append(indent, ' ').append(text.substr(from, end - from));
    out += '\n';
    from = end + 1;
  }
}

void write_yaml(std::string& out, const document& node, size_t indent, size_t step, bool after_dash);

// What stands after `key:` or alone after `-`: a scalar or an empty collection on the same line, else an indented block.
void write_yaml_value(std::string& out, const document& node, size_t indent, size_t step) {
  const document::list* items = node.as_list();
  const document::map* members = node.as_map();
  if ((items != nullptr && !items->empty()) || (members != nullptr && !members->empty())) {
    out += '\n';
    write_yaml(out, node, indent, step, false);
    return;
  }
  out += ' ';
  if (items != nullptr) {
    out += "[]\n";
  } else if (members != nullptr) {
    out += "{}\n";
  } else if (const std::string* text = node.as_string()) {
    if (fits_block(*text))
      return write_block(out, *text, std::max<size_t>(indent, 2));
    write_text(out, *text);
    out += '\n';
  } else if (const double* number = node.as_double()) {
    out += std::isnan(*number)   ? ".nan"
           : std::isinf(*number) ? (*number < 0 ? "-.inf" : ".inf")
                                 : number_text(*number);
    out += '\n';
  } else {
    out += node.is_null() ? "null" : node.scalar_text();
    out += '\n';
  }
}

void write_yaml(std::string& out, const document& node, size_t indent, size_t step, bool after_dash) {
  bool first = true;
  const auto begin_line = [&] {
    if (!first || !after_dash)
      out.append(indent, ' ');
    first = false;
  };
  if (const document::map* members = node.as_map()) {
    for (const auto& [key, value] : *members) {
      begin_line();
      write_text(out, key);
      out += ':';
      write_yaml_value(out, value, indent + step, step);
    }
  } else if (const document::list* items = node.as_list()) {
    for (const document& item : *items) {
      begin_line();
      out += '-';
      const bool nested =
        (item.is_map() && !item.as_map()->empty()) || (item.is_list() && !item.as_list()->empty());
      if (nested) {
        out += ' ';
        write_yaml(out, item, indent + 2, step, true);
      } else {
        write_yaml_value(out, item, indent + 2, step);
      }
    }
  }
}

}  // namespace

std::string to_yaml(const document& tree, size_t indent) {
  std::string out;
  write_yaml_value(out, tree, 0, indent);
  out.erase(0, 1);  // the space or newline before a value
  return out;
}

std::string to_json(const document& tree, json_layout layout) {
  std::string out;
  write_json(out, tree, layout, 0);
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    const size_t length = utf8_length(text.substr(i, 4));
    if (length == 0) {
      out += "\xef\xbf\xbd";
      ++i;
      continue;
    }
    if (length > 1) {
      out += text.substr(i, length);
      i += length;
      continue;
    }
    ++i;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  }
  out += '"';
}

}  // namespace troupe
