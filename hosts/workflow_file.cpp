#include "hosts/workflow_file.hpp"

#include "config/document_text.hpp"
#include "hosts/control/protocol.hpp"
#include "runtime/modules/base64_text.hpp"
#include "runtime/workflow/description.hpp"
#include "troupe_version.hpp"

#include <fmt/format.h>

namespace troupe::hosts {

namespace {

namespace workflow = runtime::workflow;

constexpr std::string_view format_member = "troupe_workflow_history";

document base64_of(std::string_view bytes) {
  std::string text(runtime::modules::base64_size(bytes.size()), '\0');
  runtime::modules::encode_base64(bytes, text.data());
  return document{std::move(text)};
}

}  // namespace

std::string header_line(const workflow::chain_row& chain, const workflow::run_row& row) {
  document made{document::map{{format_member.data(), document{workflow_file_format}}, {"troupe", document{std::string{version}}}}};
  document shown = workflow::describe(chain, row);
  add_particulars(shown, row);
  made.set("workflow", std::move(shown));
  made.set("record", base64_of(encode(row)));
  return to_json(made) + "\n";
}

std::string event_line(uint64_t number, uint64_t first, const workflow::activation& what, std::string_view record) {
  document made = workflow::describe(number, first, what);
  made.set("record", base64_of(record));
  return to_json(made) + "\n";
}

std::string end_line(uint64_t activations) {
  return to_json(document{document::map{{"activations", document{static_cast<int64_t>(activations)}}}}) + "\n";
}

caf::error workflow_file_reader::wrong(std::string_view why) const {
  return make_error(errc::invalid, fmt::format("{}:{}: {}", name_, lines_, why));
}

caf::expected<document> workflow_file_reader::line() {
  std::string text;
  ++lines_;
  if (!std::getline(from_, text))
    return wrong(lines_ == 1 ? "the file is empty (troupe workflow export makes one)" : "the file ends here, without its end: export it again");
  auto tree = control::parse_json(text);
  if (!tree || !tree->is_map())
    return wrong("this is no line of an exported history (troupe workflow export makes them)");
  return tree;
}

caf::expected<std::string> workflow_file_reader::record_in(const document& from, std::string_view member) const {
  const document* found = from.find(member);
  if (found == nullptr || found->as_string() == nullptr)
    return wrong(fmt::format("no \"{}\"", member));
  const std::string& text = *found->as_string();
  std::string bytes(runtime::modules::base64_bytes_max(text.size()), '\0');
  const auto decoded = runtime::modules::decode_base64(text, bytes.data());
  if (!decoded.ok)
    return wrong(fmt::format("\"{}\" is no base64", member));
  bytes.resize(decoded.size);
  return bytes;
}

caf::expected<workflow::run_row> workflow_file_reader::header() {
  const auto tree = line();
  if (!tree)
    return tree.error();
  const int64_t format = control::number_of(*tree, format_member);
  if (format == 0)
    return wrong("this is no exported history (troupe workflow export makes one)");
  if (format != workflow_file_format)
    return wrong(fmt::format("the file is of format {}, this troupe ({}) reads format {}", format, std::string{version}, workflow_file_format));
  const auto bytes = record_in(*tree, "record");
  if (!bytes)
    return bytes.error();
  if (!runtime::value::verify(*bytes))
    return wrong("the record of the run is damaged");
  auto row = workflow::decode_run(*bytes);
  if (!row)
    return wrong(message_of(row.error()));
  return row;
}

caf::expected<std::optional<workflow_file_reader::event>> workflow_file_reader::next() {
  const auto tree = line();
  if (!tree)
    return tree.error();
  if (const document* total = tree->find("activations")) {
    if (total->as_integer() == nullptr || static_cast<uint64_t>(*total->as_integer()) != events_)
      return wrong(fmt::format("{} activations are missing or too many: export it again", total->scalar_text()));
    return std::optional<event>{};
  }
  const document* number = tree->find("activation");
  if (number == nullptr || number->as_integer() == nullptr || static_cast<uint64_t>(*number->as_integer()) != events_)
    return wrong(fmt::format("activation {} should be here", events_));
  const auto bytes = record_in(*tree, "record");
  if (!bytes)
    return bytes.error();
  auto decoded = workflow::decode_activation(*bytes);
  if (!decoded)
    return wrong(message_of(decoded.error()));
  ++events_;
  return std::optional{event{std::move(*decoded), bytes->size()}};
}

}  // namespace troupe::hosts
