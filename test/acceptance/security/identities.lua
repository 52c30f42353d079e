-- Actor and scope reach everything that is started.
local check = require("check")
local security = require("security")
local funcs = require("funcs")
local time = require("time")

local function expect(name, got, actor, policies, tenant)
  got = got or {}
  check.eq(name .. ": actor", got.actor, actor)
  check.eq(name .. ": scope", got.policies, policies)
  check.eq(name .. ": values", got.tenant, tenant)
end

return {
  run = function()
    local actor = security.new_actor("user:1", {level = 2})
    local scope = security.new_scope({security.policy("app:allow_all")})

    expect("nobody by default", funcs.call("app:who"))
    local executor = funcs.new():with_actor(actor):with_scope(scope):with_context({tenant = "t1"})
    expect("a call", executor:call("app:who"), "user:1", 1, "t1")
    check.eq("may what a policy allows", executor:call("app:who").can, true)
    expect("a call in parallel", executor:async("app:who"):response():receive():data(), "user:1", 1, "t1")
    expect("from a function to a process", executor:call("app:who_through_process"), "user:1", 1, "t1")
    expect("only an actor", funcs.new():with_actor(actor):call("app:who"), "user:1")
    check.eq("lets nothing be told", funcs.new():with_actor(actor):call("app:who").can, false)
    expect("only a scope", funcs.new():with_scope(scope):call("app:who"), nil, 1)

    local spawner = process.with_context({tenant = "t2"}):with_actor(actor):with_scope(scope)
    expect("a process", spawner:exec("app:who_process", "app:processes"), "user:1", 1, "t2")
    expect("through three levels", spawner:exec("app:who_calls", "app:processes"), "user:1", 1, "t2")
    expect("after an upgrade", spawner:exec("app:who_upgraded", "app:processes"), "user:1", 1, "t2")
    expect("builders do not change", process.with_context({}):exec("app:who_process", "app:processes"))
    local other = spawner:with_actor(security.new_actor("user:2")):with_scope(security.new_scope())
    expect("another actor, another scope", other:exec("app:who_process", "app:processes"), "user:2", 0, "t2")

    expect("a builder kept by a function", executor:call("app:who_twice"), "user:1", 1, "kept")
    expect("serves nobody", funcs.call("app:who_twice"), nil, nil, "kept")

    check.raises("an actor is no table", function() funcs.new():with_actor({id = "x"}) end, "Actor expected, got table")
    check.raises("nor nil", function() funcs.new():with_actor(nil) end, "Actor expected")
    check.raises("a scope is no actor", function() funcs.new():with_scope(actor) end, "Scope expected")
    check.raises("a spawner's actor", function() process.with_context({}):with_actor(nil) end, "Actor expected")

    local replies = process.listen("report")
    check.eventually("a service with an identity runs", function() return process.registry.lookup("reports") ~= nil end)
    process.send("reports", "who")
    local report = check.receive(replies)
    check.eq("its actor", report.actor, "service:reports")
    check.eq("with meta", report.level, 3)
    check.eq("policies and groups together", report.policies, 2)
  end,
}
