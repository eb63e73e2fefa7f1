-- What the host asks over the control socket. Everything that waits for the workers waits for all that are alive, of all
-- generations; an exiting worker looks at the shared store at each choice, so there is nothing to wait for in it.
local cjson = require "cjson.safe"
local health = require "leengine.health"
local stats = require "leengine.stats"
local store = require "leengine.store"
local worker = require "leengine.worker"

local peers = store.peers

local POLL_SECONDS = 0.002
-- How many domains are looked at before requests get their turn.
local PIECE = 250

local M = {}

local function refuse(status, text)
    ngx.status = status
    ngx.header["Content-Type"] = "application/json"
    ngx.print(cjson.encode({ error = text }))
    return ngx.exit(ngx.HTTP_OK)
end

local function answer(value)
    ngx.header["Content-Type"] = "application/json"
    ngx.print(cjson.encode(value))
end

local function body()
    ngx.req.read_body()
    local value, why = cjson.decode(ngx.req.get_body_data() or "")
    if type(value) ~= "table" then
        return refuse(400, "The body is no JSON object: " .. tostring(why))
    end
    return value
end

--- Waits until every live worker satisfies a condition; returns the live workers, and the pids of the late ones if any.
local function await(condition)
    local limit = ngx.now() + (tonumber(ngx.var.arg_limit) or 1000) / 1000
    while true do
        local live, late = worker.live(), {}
        for _, one in ipairs(live) do
            if not one.exiting and not condition(one) then
                late[#late + 1] = one.pid
            end
        end
        if #late == 0 then
            return live, nil
        end
        ngx.update_time()
        if ngx.now() >= limit then
            return live, late
        end
        ngx.sleep(POLL_SECONDS)
    end
end

local function await_epoch(epoch)
    local _, late = await(function(one) return one.epoch >= epoch end)
    return late
end

local function await_ask()
    local ask, epoch = peers:incr("ask", 1), peers:get("epoch")
    return await(function(one) return one.ask >= ask and one.epoch >= epoch end)
end

local function stated(domain)
    return cjson.decode(peers:get("p:" .. domain) or "[]") or {}
end


--- Gives each peer its id, and the time it was first stated, those it has if it was stated before, and forgets those who
--- are left out.
local function number(domain, list)
    local old, result, fresh = {}, {}, true
    for _, peer in ipairs(stated(domain)) do
        old[peer[2] .. " " .. peer[3]] = peer
    end
    for i, peer in ipairs(list) do
        local name = peer[1] .. " " .. peer[2]
        local before = old[name]
        old[name] = nil
        if not before then
            health.clear((peer[1]:find(":", 1, true) and "[" .. peer[1] .. "]" or peer[1]) .. ":" .. peer[2])
        end
        fresh = fresh and not before
        result[i] = {
            before and before[1] or peers:incr("id", 1), peer[1], peer[2], peer[3], peer[4], peer[5] or "",
            before and before[7] or not before and ngx.now() or 0,
        }
    end
    if fresh then
        -- Where all are new, nobody is there to take their share.
        for _, peer in ipairs(result) do
            peer[7] = 0
        end
    end
    return result, old
end

local function remove(domain)
    for _, peer in ipairs(stated(domain)) do
        stats.forget(peer[1])
    end
    peers:delete("p:" .. domain)
    peers:delete("v:" .. domain)
    store.turns:delete(domain)
end

local function state(domain, list)
    local result, left = number(domain, list)
    local ok, why = peers:safe_set("p:" .. domain, cjson.encode(result))
    if ok then
        ok, why = peers:safe_set("v:" .. domain, peers:incr("id", 1))
    end
    if not ok then
        return "The shared memory for upstreams cannot hold " .. domain .. ": " .. why
    end
    for _, peer in pairs(left) do
        stats.forget(peer[1])
    end
end

local function remove_others(domains)
    for _, key in ipairs(peers:get_keys(0)) do
        local domain = key:match("^v:(.+)$")
        if domain and domains[domain] == nil then
            remove(domain)
        end
    end
end

--- Takes over peers by domain, null for none; answers when all workers have seen it, or says which have not in time.
local function upstreams()
    local domains = body()
    local failed, count = nil, 0
    for domain, list in pairs(domains) do
        if list == cjson.null then
            remove(domain)
            peers:delete("q:" .. domain)
        else
            local why = state(domain, list)
            if why then
                failed = failed or {}
                failed[domain] = why
            end
        end
        count = count + 1
        if count % PIECE == 0 then
            ngx.sleep(0)
        end
    end
    if ngx.var.arg_whole then
        remove_others(domains)
    end
    local epoch = peers:incr("epoch", 1)
    answer({ epoch = epoch, late = await_epoch(epoch), failed = failed })
end

local function route(domain, text)
    local key = "q:" .. domain
    if peers:get(key) == text then
        return false
    end
    local ok, why = true, nil
    if text then
        ok, why = peers:safe_set(key, text)
    else
        peers:delete(key)
    end
    if ok and peers:get("v:" .. domain) then
        ok, why = peers:safe_set("v:" .. domain, peers:incr("id", 1))
    end
    return true, not ok and "The shared memory for upstreams cannot hold the rules of " .. domain .. ": " .. why or nil
end

--- Takes over what besides weights decides, by domain, null for nothing; answers as for peers.
local function routing()
    local failed, news = nil, false
    for domain, text in pairs(body()) do
        local new, why = route(domain, text ~= cjson.null and text or nil)
        news = news or new
        if why then
            failed = failed or {}
            failed[domain] = why
        end
    end
    local epoch = news and peers:incr("epoch", 1) or peers:get("epoch")
    answer({ epoch = epoch, late = await_epoch(epoch), failed = failed })
end

--- Tells how many requests of a domain are under way to some endpoints.
local function under_way()
    local asked = body()
    local wanted = {}
    for _, endpoint in ipairs(asked.endpoints or {}) do
        wanted[endpoint] = true
    end
    local live, late = await_ask()
    local total, pids = 0, {}
    for i, one in ipairs(live) do
        pids[i] = one.pid
        worker.under_way(one.pid, function(domain, endpoint, active)
            if domain == asked.domain and wanted[endpoint] then
                total = total + active
            end
        end)
    end
    answer({ underWay = total, workers = #pids > 0 and pids or nil, late = late })
end

local function active_by_peer(live)
    local found = {}
    for _, one in ipairs(live) do
        worker.under_way(one.pid, function(domain, endpoint, active)
            local key = domain .. "\t" .. endpoint
            found[key] = (found[key] or 0) + active
        end)
    end
    return found
end

local function count(domain, active)
    local result = {}
    for i, peer in ipairs(stated(domain)) do
        local endpoint = (peer[2]:find(":", 1, true) and "[" .. peer[2] .. "]" or peer[2]) .. ":" .. peer[3]
        local requests, failures = stats.of(peer[1])
        result[i] = {
            address = peer[2], port = peer[3], healthy = store.health:get(endpoint) == nil, requests = requests,
            failures = failures, active = active[domain .. "\t" .. endpoint] or 0,
        }
    end
    return result
end

--- Tells the counts of the peers of some domains.
local function counts()
    local wanted = body()
    local live, late = await_ask()
    local active = active_by_peer(live)
    local domains = {}
    for i, domain in ipairs(wanted) do
        local result = count(domain, active)
        if #result > 0 then
            domains[domain] = result
        end
        if i % PIECE == 0 then
            ngx.sleep(0)
        end
    end
    answer({ domains = domains, late = late })
end

--- Tells which workers there are and what they have seen.
local function status()
    answer({
        generation = worker.generation, epoch = peers:get("epoch"), nginx = ngx.config.nginx_version,
        workers = worker.live(),
    })
end

--- Has the workers up to a generation tell clients not to use their connections again, since they will soon leave.
local function closing()
    peers:safe_set("closing", tonumber(ngx.var.arg_generation) or 0)
    answer({ closing = peers:get("closing") })
end

local ROUTES = {
    ["POST /closing"] = closing,
    ["POST /upstreams"] = upstreams,
    ["POST /routing"] = routing,
    ["POST /under-way"] = under_way,
    ["POST /counts"] = counts,
    ["GET /state"] = status,
    ["GET /metrics"] = function()
        local live = await_ask()
        ngx.header["Content-Type"] = "text/plain; version=0.0.4"
        ngx.print(require("leengine.metrics").render(live, active_by_peer(live)))
    end,
}

--- content_by_lua of the control socket
function M.handle()
    local route = ROUTES[ngx.req.get_method() .. " " .. ngx.var.uri]
    if not route then
        return refuse(404, "There is no such route.")
    end
    return route()
end

return M
