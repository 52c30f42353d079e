#include "hosts/error_advice.hpp"

#include "hosts/program_store.hpp"
#include "runtime/syntax/run_time_error.hpp"

#include <optional>

namespace troupe::hosts {

namespace {

struct finding {
  syntax::diagnostic what;
  std::string file;  // or the entry's id: a source inside the definition has no lines of its own there
};

std::optional<finding> find_remedy(const syntax::error_place& place, const registry::snapshot& entries) {
  const registry::entry* found = entries.find(entry_id::parse(std::string{place.chunk}));
  if (found == nullptr)
    return std::nullopt;
  const runtime::lua::source_entry source = read_source(*found);
  auto remedy = syntax::remedy_for(place, source.source);
  if (!remedy)
    return std::nullopt;
  const bool in_file = source.place.file && found->mark.file && *source.place.file != *found->mark.file;
  return finding{std::move(*remedy), in_file ? *source.place.file : found->id.text()};
}

}  // namespace

std::string advice_on(std::string_view error, std::string_view entry, const registry::snapshot& entries) {
  const auto place = syntax::place_of(error);
  if (!place) {
    const auto remedy = syntax::remedy_without_place(error);
    return remedy ? std::string{entry} + ": " + *remedy + "\n" : std::string{};
  }
  const auto found = find_remedy(*place, entries);
  return found ? syntax::render(found->what, found->file, false) + "\n" : std::string{};
}

actors::explanation explanation_of(std::string_view error, const registry::snapshot& entries) {
  const auto place = syntax::place_of(error);
  if (!place)
    return {{}, syntax::remedy_without_place(error).value_or("")};
  auto found = find_remedy(*place, entries);
  if (!found)
    return {};
  return {found->file + ":" + std::to_string(found->what.line) + ":" + std::to_string(found->what.column), std::move(found->what.message)};
}

}  // namespace troupe::hosts
