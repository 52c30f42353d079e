#include "hosts/bundle_loader.hpp"

#include "config/environment.hpp"
#include "hosts/bundled.hpp"
#include "registry/loader.hpp"
#include "registry/pipeline.hpp"

namespace troupe::hosts {

loaded_bundle load_bundle_for(const bundle_request& request, diagnostics& findings) {
  const environment env = process_environment();
  std::error_code ignored;
  const std::filesystem::path here = std::filesystem::current_path(ignored);
  loaded_bundle made;
  made.config = host_config::load(request.flags, here, env, findings);
  if (findings.has_errors())
    return made;
  if (request.path)
    made.source = registry::open_bundle(*request.path, made.config, findings);
  else if (request.lock)
    made.source = registry::open_lock(*request.lock, made.config, findings);
  else
    made.source = registry::find_bundle(".", made.config, findings);
  if (findings.has_errors())
    return made;
  registry::load_options options;
  options.mode = request.strict.value_or(made.source.strict) ? registry::strictness::strict : registry::strictness::lenient;
  options.shown_from = here;
  options.skipped_folders = registry::skipped_folder_names(env);
  options.known = request.known.get();
  registry::loaded_entries loaded = registry::load_bundle(made.source, options, findings);
  if (request.path && loaded.files == 0 && findings.empty())
    findings.error({std::make_shared<const std::string>(request.path->native()), 0, 0},
                   "no definition files: no *.yaml, *.yml or *.json with a namespace");
  made.entries = std::move(loaded.entries);
  add_bundled_modules(made.entries, request.tests ? wants_tests::yes : wants_tests::no, findings);
  registry::run_pipeline(made.entries, made.config, findings);
  return made;
}

}  // namespace troupe::hosts
