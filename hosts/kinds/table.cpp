// The one list of kinds of this build. A new kind is a file beside this one and a line here.
#include "hosts/kinds/kinds.hpp"
#include "hosts/program_store.hpp"

namespace troupe::hosts {

std::vector<std::unique_ptr<service_kind>> define_kinds(registry::kind_table& table, kind_environment& around) {
  define_library_lua(table, around.programs);
  define_function_lua(table, around.programs);
  define_process_lua(table, around.programs);
  define_workflow_lua(table, around.programs);
  define_ns_dependency(table);
  around.handlers.push_back(define_env_kinds(table, around));
  around.handlers.push_back(define_fs_kinds(table, around));
  around.handlers.push_back(define_security_kinds(table, around));
  std::vector<std::unique_ptr<service_kind>> services;
  services.push_back(make_process_host_kind(table, around));
  services.push_back(make_terminal_host_kind(table, around));
  services.push_back(make_process_service_kind(table, around));
  services.push_back(make_process_supervisor_kind(table));
  services.push_back(make_workflow_host_kind(table, around));
  services.push_back(make_temporal_client_kind(table));
  services.push_back(make_temporal_worker_kind(table, around));
  return services;
}

}  // namespace troupe::hosts
