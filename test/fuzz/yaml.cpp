// YAML and what is made of it: a document that was read can be written as YAML and read again, and as JSON.
#include "config/document_text.hpp"
#include "config/yaml.hpp"
#include "test/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace troupe;
  const std::string_view text = fuzz::text_of(bytes, size);
  diagnostics findings;
  const auto tree = parse_yaml(text, std::make_shared<const std::string>("f.yaml"), findings);
  fuzz::require(tree.has_value() || findings.has_errors(), "a refusal says why");
  for (const diagnostic& each : findings)
    each.text();
  const auto dated = parse_yaml(text, "f.yaml", yaml_dates::unix_seconds);
  fuzz::require(static_cast<bool>(dated) == tree.has_value() || !dated, "dates do not decide over the rest");
  if (!tree)
    return 0;
  to_json(*tree, json_layout::lines);
  to_yaml(*tree);
  return 0;
}
