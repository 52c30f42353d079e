// Expressions: whatever is accepted ends, with a value or a reason, within the limits of an evaluation.
#include "runtime/modules/expr_eval.hpp"
#include "runtime/modules/expr_parser.hpp"
#include "test/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace troupe;
  namespace modules = runtime::modules;
  const std::string_view source = fuzz::text_of(bytes, size);
  std::string problem;
  const modules::expr_ptr tree = modules::parse_expr(source, problem);
  if (!tree) {
    fuzz::require(!problem.empty(), "a refusal says why");
    return 0;
  }
  document::map names;
  names.emplace_back("n", document{int64_t{3}});
  names.emplace_back("s", document{"text"});
  names.emplace_back("l", document{document::list{document{int64_t{1}}, document{2.5}, document{"x"}}});
  const document environment{std::move(names)};
  modules::check_expr(*tree, source, &environment);
  document result;
  modules::evaluate_expr(*tree, {source, environment, {}}, result);
  return 0;
}
