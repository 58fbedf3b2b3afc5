-- Asks an edge of Tollgate whether a request may pass: "http-request lua.tollgate HOST:PORT", where HOST:PORT is the
-- private door of the edge. What the edge refuses is answered as the edge says. An edge that can't be asked lets nobody
-- through: 503.

local CREDENTIALS = { "authorization", "x-api-key" }
local TOLD = { "x-tollgate-key-id", "x-tollgate-owner", "x-tollgate-plan", "x-tollgate-scopes" }
-- These are between HAProxy and the edge, or are set by HAProxy itself.
local NOT_FOR_CLIENTS = { ["connection"] = true, ["keep-alive"] = true, ["transfer-encoding"] = true,
                          ["content-length"] = true, ["date"] = true, ["server"] = true }

-- HAProxy counts the values of a field from 0, and httpclient wants them from 1.
local function values(of)
    local list = {}
    for i = 0, #of do
        list[#list + 1] = of[i]
    end
    return list
end

local function first(headers, name)
    local of = headers and headers[name]
    return of and (of[0] or of[1])
end

local function ask(txn, edge)
    local theirs = txn.http:req_get_headers()
    local headers = {
        ["x-original-method"] = { txn.f:method() },
        ["x-original-host"] = { first(theirs, "host") or "" },
        ["x-original-uri"] = { txn.f:pathq() },
        ["x-real-ip"] = { txn.f:src() },
    }
    for _, name in ipairs(CREDENTIALS) do
        if theirs[name] then
            headers[name] = values(theirs[name])
        end
    end
    return core.httpclient():get({ url = "http://" .. edge .. "/authz/haproxy", headers = headers, timeout = 5000 })
end

local function refuse(txn, answer)
    local reply = txn:reply({ status = answer.status })
    for name, of in pairs(answer.headers or {}) do
        if not NOT_FOR_CLIENTS[name] then
            for _, value in pairs(of) do
                reply:add_header(name, value)
            end
        end
    end
    reply:set_body(answer.body or "")
    txn:done(reply)
end

core.register_action("tollgate", { "http-req" }, function(txn, edge)
    local answer = ask(txn, edge)
    if not answer or not answer.status or answer.status < 200 then
        answer = { status = 503, headers = { ["retry-after"] = { "1" } } }
    end
    if answer.status ~= 200 then
        refuse(txn, answer)
        return
    end
    for _, name in ipairs(CREDENTIALS) do
        txn.http:req_del_header(name)
    end
    for _, name in ipairs(TOLD) do
        txn.http:req_set_header(name, first(answer.headers, name) or "")
    end
    local left, policy = first(answer.headers, "ratelimit"), first(answer.headers, "ratelimit-policy")
    if left then txn:set_var("txn.tollgate_ratelimit", left) end
    if policy then txn:set_var("txn.tollgate_policy", policy) end
end, 1)
