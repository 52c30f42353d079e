#include "runtime/syntax/translate.hpp"

#include "runtime/syntax/arena.hpp"
#include "runtime/syntax/emitter.hpp"
#include "runtime/syntax/parser.hpp"
#include "runtime/syntax/report.hpp"
#include "runtime/syntax/symbols.hpp"

#include <new>
#include <stdexcept>

namespace troupe::syntax {

namespace {

using result = std::variant<translation, std::vector<diagnostic>>;

diagnostic limit_reached(std::string_view chunk_name, std::string_view what) {
  return {std::string{code_limit}, 1, 1, std::string{chunk_name} + " " + std::string{what}, {}};
}

result translate_chunk(std::string_view source) {
  report problems{source};
  symbols names;
  arena memory;
  parser reader{source, memory, names, problems};
  const chunk parsed = reader.parse();
  if (!problems.clean())
    return std::move(problems).take();

  translation done;
  emitter writer{names, problems};
  done.lua = writer.emit(parsed, source.size() + source.size() / 8 + 256);
  if (!problems.clean())
    return std::move(problems).take();
  done.required = reader.take_required();
  done.uses_types = reader.uses_types();
  for (const type_declaration* declared : parsed.types)
    done.types.push_back({std::string{names.text(declared->name.id)}, declared->where.line,
                          declared->bound_at_start || declared->in_place != nullptr});
  return done;
}

}  // namespace

std::variant<translation, std::vector<diagnostic>> translate(std::string_view source,
                                                             std::string_view chunk_name) {
  if (source.size() > source_bytes_max)
    return std::vector{limit_reached(chunk_name, "is larger than 1 GiB; split it")};
  // Growing containers is all that can throw.
  try {
    return translate_chunk(source);
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {
  }
  return std::vector{limit_reached(chunk_name, "takes more memory to translate than there is")};
}

}  // namespace troupe::syntax
