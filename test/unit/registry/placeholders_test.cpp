#include "registry/placeholders.hpp"

#include "make_entry.hpp"

namespace troupe::registry {

namespace {

const variable_lookup variables = [](const std::string& name) {
  return name == "PORT"       ? std::optional<std::string>{"5432"}
         : name == "app:host" ? std::optional<std::string>{"db"}
         : name == "ON"       ? std::optional<std::string>{"true"}
         : name == "EMPTY"    ? std::optional<std::string>{""}
                              : std::nullopt;
};

document resolved(std::string_view text) {
  const auto out = resolve_placeholders(document{text}, variables);
  REQUIRE(out);
  return *out;
}

}  // namespace

TEST_CASE("placeholders: a lone one takes a type, mixed text stays text") {
  CHECK(resolved("${env:PORT}") == document{5432});
  CHECK(resolved("${env:ON}") == document{true});
  CHECK(resolved("${env:app:host}") == document{"db"});
  CHECK(resolved("${env:app:host}:${env:PORT}") == document{"db:5432"});
  CHECK(resolved("x${PORT|1}") == document{"x5432"});
  CHECK(resolved("${NONE|8080}") == document{8080});
  CHECK(resolved("${env:none|a b}") == document{"a b"});
  CHECK(resolved("${env:none|}") == document{""});
}

TEST_CASE("placeholders: what is none of ours stays as it is") {
  for (const char* text :
       {"${PORT}", "${lower|x}", "plain", "$", "${", "a ${open", "${}", "${env:}"})
    CHECK(resolved(text) == document{text});
  CHECK(resolved("$${env:PORT}") == document{"${env:PORT}"});
  CHECK(resolved("a $${x} ${env:PORT}") == document{"a ${x} 5432"});
}

TEST_CASE("placeholders: an unset variable without a default fails, at any depth") {
  const auto out = resolve_placeholders(tree("{a: [1, {b: '${env:NOPE}'}]}"), variables);
  CHECK(code_of(out.error()) == errc::not_found);
  CHECK(message_of(out.error()) == "variable NOPE is not set");
  const auto fine = resolve_placeholders(tree("{a: [1, {b: '${env:PORT}'}]}"), variables);
  CHECK(*fine == tree("{a: [1, {b: 5432}]}"));
}

TEST_CASE("placeholders: fields with _env are replaced where the variable is set and not empty") {
  document fields = tree(
    "{host: here, host_env: 'app:host', port: 1, port_env: PORT, password_env: PORT, user: me, "
    "user_env: EMPTY, tls: {cert_env: none, key_env: ON}}");
  apply_env_fields(fields, variables, {"port"});
  CHECK(*fields.find("host") == document{"db"});
  CHECK(*fields.find("port") == document{5432});
  CHECK(*fields.find("password") == document{"5432"});
  CHECK(*fields.find("user") == document{"me"});
  CHECK(fields.find("tls")->find("cert") == nullptr);
  CHECK(*fields.find("tls")->find("key") == document{"true"});
}

}  // namespace troupe::registry
