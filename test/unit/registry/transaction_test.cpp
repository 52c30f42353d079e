#include "registry/transaction.hpp"

#include "make_entry.hpp"
#include "recording_handler.hpp"

namespace troupe::registry {

namespace {

struct fixture {
  refusals when;
  recording_handler handler{when};
  kind_table kinds;
  snapshot state;
  diagnostics findings;
  std::vector<transaction_observer*> observers;

  fixture() {
    kinds.add({.name = "test.thing",
               .fields = schema{}.optional("n", field_type::integer),
               .handler = &handler});
  }

  caf::error apply(const change_set& operations) {
    when.undoing = false;
    when.seen = 0;
    auto after = run_transaction(operations, state, kinds, observers, findings);
    CHECK(handler.settled());
    if (!after)
      return after.error();
    state = *after;
    return {};
  }

  std::string failure(const change_set& operations) {
    const caf::error refusal = apply(operations);
    return refusal ? message_of(refusal) : "none";
  }
};

operation thing(std::string_view id, std::string_view data = "{}") {
  return operation::create(make_entry(id, "test.thing", data));
}

class listener final : public transaction_observer {
public:
  void begun() override { heard += "begin "; }
  void accepted(const operation& each) override {
    heard += std::string{action_name(each.kind)} + ":" + each.item->id.text() + " ";
  }
  void committed(const snapshot&, const snapshot&, const change_set&) override {
    heard += "commit";
  }
  void discarded(const caf::error&) override { heard += "discard"; }
  std::string heard;
};

}  // namespace

TEST_CASE("transaction: operations that do not fit are refused in the platform's words") {
  fixture f;
  REQUIRE_FALSE(f.apply({thing("a:x")}));
  CHECK(f.failure({thing("a:x")}) == "entry already exists: {ns: a, name: x}");
  CHECK(f.failure({operation::update(make_entry("a:y", "test.thing"))})
        == "unresolved dependencies after retry: a:y (entry does not exist: {ns: a, name: y})");
  CHECK(f.failure({operation::update(make_entry("a:x", "registry.entry"))})
        == "cannot change entry kind from test.thing to registry.entry for {ns: a, name: x}");
  const caf::error missing = f.apply({operation::remove({"a", "y"})});
  CHECK(code_of(missing) == errc::not_found);
  CHECK(message_of(missing).find("cannot delete non-existent entry: {ns: a, name: y}")
        != std::string::npos);
  CHECK(f.state.size() == 1);
}

TEST_CASE("transaction: a removal before its creation in one set can still succeed") {
  fixture f;
  CHECK(f.failure({operation::remove({"a", "x"}), thing("a:x")}) == "none");
  CHECK(f.state.size() == 0);
  CHECK(f.handler.view.empty());
}

TEST_CASE("transaction: operations come one at a time, what is referred to first") {
  fixture f;
  REQUIRE_FALSE(f.apply({thing("a:a", "{func: c}"), thing("a:b"), thing("a:c")}));
  CHECK(f.handler.log == std::vector<std::string>{"+a:b", "+a:c", "+a:a"});
  REQUIRE_FALSE(f.apply({operation::remove({"a", "c"}), operation::remove({"a", "a"})}));
  CHECK(f.handler.log == std::vector<std::string>{"-a:a", "-a:c"});
}

TEST_CASE("transaction: NotFound means later; without progress everything rolls back") {
  fixture f;
  f.when.call = 0;
  f.when.not_yet = true;
  REQUIRE_FALSE(f.apply({thing("a:a"), thing("a:b")}));
  CHECK(f.handler.log == std::vector<std::string>{"+a:b", "+a:a"});
  f.when.call = -1;
  f.when.never = {{"a", "d"}, {"a", "e"}};
  const caf::error stuck = f.apply({thing("a:c"), thing("a:d"), thing("a:e")});
  CHECK(code_of(stuck) == errc::not_found);
  CHECK(
    message_of(stuck)
    == "unresolved dependencies after retry: a:d, a:e (a:d: no such thing; a:e: no such thing)");
  CHECK(f.state.size() == 2);
  CHECK(f.handler.view.size() == 2);
}

TEST_CASE(
  "transaction: a refusal undoes what was accepted, last first, and names the entry's place") {
  fixture f;
  REQUIRE_FALSE(f.apply({thing("a:a"), thing("a:b", "{n: 1}")}));
  listener hears;
  f.observers = {&hears};
  f.when.call = 2;
  entry late = make_entry("a:z", "test.thing");
  late.mark = late.data.mark();
  CHECK(f.failure({operation::remove({"a", "a"}),
                   operation::update(make_entry("a:b", "test.thing", "{n: 2}")),
                   operation::create(late)})
        == "a:z (test.yaml:1:1): refused");
  CHECK(f.handler.log == std::vector<std::string>{"-a:a", "~a:b", "~a:b", "+a:a"});
  CHECK(hears.heard
        == "begin entry.delete:a:a entry.update:a:b entry.update:a:b entry.create:a:a discard");
  CHECK(*f.state.get({"a", "b"})->data.find("n") == document{1});
}

TEST_CASE("transaction: a failed commit rolls back too") {
  fixture f;
  f.when.call = 1;
  CHECK(f.failure({thing("a:a")}) == "commit: refused");
  CHECK(f.state.size() == 0);
  CHECK(f.handler.view.empty());
}

TEST_CASE(
  "transaction: everything wrong with a set is told at once, before anything is dispatched") {
  fixture f;
  CHECK(f.failure({thing("a:a", "{n: x}"), thing("a:b"), operation::create(make_entry("a:c", "test.thin")),
                   operation::create(make_entry("a:d", "proces.lua"))})
        == "test.yaml:1:5: entry a:a: field \"n\": expected an integer, got string \"x\"\n"
           "entry a:c: event handler timeout after 30s for entry a:c (kind: test.thin): no listener responded - no "
           "handler is registered for this kind (did you mean \"test.thing\"?)\n"
           "entry a:d: event handler timeout after 30s for entry a:d (kind: proces.lua): no listener responded - no "
           "handler is registered for this kind (did you mean \"process.lua\"?)");
  CHECK(f.handler.log.empty());
}

TEST_CASE("transaction: a handler that takes longer than the limit has refused, and what it did is undone") {
  fixture f;
  REQUIRE_FALSE(f.apply({thing("a:a")}));
  f.when.takes = std::chrono::milliseconds{20};
  f.kinds.limit_operations(std::chrono::milliseconds{1});
  const std::string refusal = f.failure({thing("a:b"), thing("a:c")});
  CHECK_MESSAGE(refusal.starts_with("event handler timeout after 1ms for entry a:b (kind: test.thing): its handler took "), refusal);
  CHECK(f.state.size() == 1);
  CHECK(f.handler.view.size() == 1);
  f.kinds.limit_operations({});
  CHECK_FALSE(f.apply({thing("a:b")}));
}

TEST_CASE("transaction: a kind this build lacks is kept with one warning") {
  fixture f;
  REQUIRE_FALSE(f.apply({operation::create(make_entry("a:s", "cloudstorage.s3")),
                         operation::create(make_entry("a:t", "cloudstorage.s3")),
                         operation::create(make_entry("a:r", "registry.entry"))}));
  CHECK(f.state.size() == 3);
  CHECK(f.findings.text()
        == "warning: kind cloudstorage.s3 is not available in this build: it cannot be opened; kept without "
           "effect: a:s, a:t");
}

TEST_CASE("transaction: a validator sees the state as it would be") {
  fixture f;
  f.kinds.add({.name = "test.user",
               .fields = schema{}.required("uses", field_type::reference),
               .handler = &f.handler,
               .validate = [](const entry& candidate, validation_context& context) {
                 context.require(
                   candidate, "uses",
                   resolve_reference(string_field(candidate, "uses"), candidate.id.ns));
               }});
  CHECK(f.failure(
          {operation::create(make_entry("a:u", "test.user", "{uses: thong}")), thing("a:thing")})
        == "test.yaml:1:8: entry a:u: field \"uses\": no entry a:thong (did you mean a:thing?)");
  CHECK(f.failure(
          {operation::create(make_entry("a:u", "test.user", "{uses: thing}")), thing("a:thing")})
        == "none");
  CHECK(f.handler.log == std::vector<std::string>{"+a:thing", "+a:u"});
}

TEST_CASE("transaction: a handler gets the values of placeholders, the state keeps what was written") {
  fixture f;
  std::string value = "7";
  f.kinds.variables_from([&value](const snapshot& state) -> home_lookup {
    const bool declared = state.contains(entry_id::parse("a:count"));
    return [&value, declared](const std::string& name, const std::string& home) -> std::optional<std::string> {
      return declared && home == "a" && name == "COUNT" ? std::optional{value} : std::nullopt;
    };
  });
  const auto written = thing("a:t", "{n: '${env:COUNT}', deep: [{x: 'is ${env:COUNT}'}]}");
  const std::string refusal = f.failure({written});
  CHECK(refusal.find("field \"n\": the variable COUNT is not set") != std::string::npos);
  CHECK(refusal.find("${env:COUNT|default}") != std::string::npos);
  CHECK(f.state.size() == 0);
  REQUIRE(f.failure({written, operation::create(make_entry("a:count", "env.variable", "{variable: COUNT}"))}) == "none");
  const entry_id id = entry_id::parse("a:t");
  CHECK(f.handler.view.at(id).data == tree("{n: 7, deep: [{x: is 7}]}"));
  CHECK(f.state.find(id)->data == written.item->data);

  // What is undone is what was offered, not what the variable holds now.
  value = "8";
  f.when.call = 1;
  CHECK(f.failure({operation::update(make_entry("a:t", "test.thing", "{n: '${env:COUNT}', more: 1}")), thing("a:u")}) != "none");
  CHECK(f.handler.view.at(id).data == tree("{n: 7, deep: [{x: is 7}]}"));
}

TEST_CASE("transaction: kinds kept as data can be chosen") {
  fixture f;
  f.kinds.stored_kinds({"ns.definition", "my.kind"});
  CHECK(f.failure({operation::create(make_entry("a:a", "my.kind"))}) == "none");
  CHECK(f.failure({operation::create(make_entry("a:b", "registry.entry"))})
          .find("no listener responded")
        != std::string::npos);
}

}  // namespace troupe::registry
