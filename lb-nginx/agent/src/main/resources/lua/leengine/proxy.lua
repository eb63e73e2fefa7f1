-- What is done at each request: as little as can be. Values by request are kept by the request's address, since a
-- redirect to the page of an error forgets ngx.ctx.
require "resty.core"
local balancer = require "ngx.balancer"
local base = require "resty.core.base"
local ffi = require "ffi"
local choice = require "leengine.choice"
local domains = require "leengine.domains"
local health = require "leengine.health"
local rules = require "leengine.rules"
local stats = require "leengine.stats"
local timer = require "leengine.timer"
local worker = require "leengine.worker"

local C = ffi.C
local get_request = base.get_request
local get_size_ptr = base.get_size_ptr
local set_current_peer = balancer.set_current_peer
local get_last_failure = balancer.get_last_failure
local cast = ffi.cast
local tonumber = tonumber
local exit = ngx.exit
local now = ngx.now
local var = ngx.var
local start_time = ngx.req.start_time
local uintptr = ffi.typeof("uintptr_t")

-- nginx's own; how resty.core asks for a variable is declared there.
ffi.cdef "intptr_t ngx_atoof(unsigned char *line, size_t n);"
local value = ffi.new("unsigned char *[1]")
local lower = ffi.new("unsigned char[16]")
local fault = base.get_errmsg_ptr()

local BUSY = -3
local STALLED_SECONDS = 1

local under_way = {}
local tried = {}

local M = {}

local function request()
    return tonumber(cast(uintptr, get_request()))
end

--- Reads a variable that is a number, its name at most 16 characters long. ngx.var would make a string of it first, which
--- costs as much as the rest of the counting.
local function number(name)
    local length = get_size_ptr()
    if C.ngx_http_lua_ffi_var_get(get_request(), name, #name, lower, 0, value, length, fault) ~= 0 then
        return 0
    end
    return tonumber(C.ngx_atoof(value[0], length[0]))
end

local function last(list)
    -- While the next is being chosen, nginx has begun to write of it: a colon and nothing else.
    return list and list:match("([^, :]+)[ :]*$")
end

--- Looks why a try brought no answer: whether anything was sent tells a dead endpoint from a slow or broken one.
local function failed(slot, code)
    stats.failed(slot)
    local sent = last(var.upstream_bytes_sent)
    if sent == "0" or sent == "-" then
        health.mark(slot)
    elseif code == 502 then
        health.broke(slot)
        return true
    end
    return false
end

local function begin(key, slot)
    slot.active = slot.active + 1
    under_way[key] = slot
    stats.tried(slot)
end

local function undo(key, slot)
    slot.active = slot.active - 1
    under_way[key] = nil
end

local function go(slot)
    local ok, why = set_current_peer(slot.address, slot.port)
    if not ok then
        ngx.log(ngx.ERR, "peer ", slot.endpoint, " of ", slot.domain, " cannot be set: ", why)
        return exit(BUSY)
    end
end

--- In a worker that is exiting no timer tells of changes: what is chosen is said first, and then looked at once more.
local function go_exiting(key, choose)
    local slot, entry = choose()
    while slot do
        begin(key, slot)
        worker.publish()
        if domains.current(entry) then
            return go(slot)
        end
        undo(key, slot)
        slot, entry = choose()
    end
    worker.publish()
    return exit(BUSY)
end

local function first(domain)
    local entry = domains.get(domain)
    if entry and entry.rules then
        return rules.first(entry), entry
    end
    return entry and choice.next(entry.line, domain), entry
end

local function another(domain, before, mine, broke)
    local entry = domains.get(domain)
    if not entry then
        return nil
    end
    local slot
    if entry.rules then
        slot = rules.other(entry, mine)
    else
        slot = choice.other(entry.up, mine) or choice.other(entry.all, mine)
    end
    if not slot and broke and mine.count == 1 then
        -- Nobody else is there, and it may have been no more than an idle connection that was closed in that moment.
        slot = entry.by[before.id]
    end
    return slot, entry
end

-- Closures are made in functions of their own, since what makes one is not compiled.
local function first_exiting(key, domain)
    return go_exiting(key, function() return first(domain) end)
end

local function another_exiting(key, domain, before, mine, broke)
    return go_exiting(key, function() return another(domain, before, mine, broke) end)
end

local function retry(key, before, code)
    local broke = failed(before, code)
    local mine = tried[key] or { count = 0 }
    tried[key] = mine
    mine.count = mine.count + 1
    mine[before.endpoint] = true
    mine.last = before.series
    local domain = before.domain
    undo(key, before)
    if worker.exiting then
        return another_exiting(key, domain, before, mine, broke)
    end
    local slot = another(domain, before, mine, broke)
    if not slot then
        return exit(BUSY)
    end
    begin(key, slot)
    return go(slot)
end

--- balancer_by_lua
function M.balance()
    if now() - worker.ticked > STALLED_SECONDS and not worker.exiting then
        timer.revive()
    end
    if worker.closing and not var.http_upgrade and (var.http2 or "") == "" then
        -- This worker will soon leave: the client is told not to use the connection again, so that it is not closed under
        -- a request. HTTP/2 has words of its own for that.
        var.leengine_close = "close"
    end
    local key = request()
    local before = under_way[key]
    if before then
        local failure, code = get_last_failure()
        if failure then
            return retry(key, before, code)
        end
        undo(key, before)
    end
    local domain = var.host
    if worker.exiting then
        return first_exiting(key, domain)
    end
    local slot = first(domain)
    if not slot then
        return exit(BUSY)
    end
    begin(key, slot)
    return go(slot)
end

--- log_by_lua
function M.log()
    local key = request()
    local slot = under_way[key]
    local mine = tried[key]
    local series
    local status = ngx.status
    if slot then
        undo(key, slot)
        series = slot.series
        if status < 500 then
            slot.breaks = 0
        elseif last(var.upstream_header_time) == "-" then
            failed(slot, tonumber(last(var.upstream_status)))
        end
    end
    if mine then
        tried[key] = nil
        series = series or mine.last
    end
    if series then
        stats.ended(series, status, now() - start_time(), number("bytes_sent"), number("request_length"))
    end
    if worker.exiting then
        worker.publish()
        stats.flush()
    end
end

--- Sends the client to another path of the same domain.
function M.redirect(path)
    return ngx.redirect(path .. (var.is_args or "") .. (var.args or ""), 308)
end

--- The page of an answer that no upstream gave.
function M.page()
    local status = ngx.status
    local title, text
    local key = request()
    if not under_way[key] and not tried[key] then
        status, title, text = 503, "Service unavailable", "This service has no instance that is ready. Try again later."
    elseif status == 504 then
        title, text = "No answer in time", "This service did not answer in time."
    else
        title, text = "Bad gateway", "No instance of this service could be reached. Try again later."
    end
    ngx.status = status
    local body = "<!doctype html><title>" .. title .. "</title><h1>" .. title .. "</h1><p>" .. text .. "</p>\n"
    ngx.header["Content-Type"] = "text/html; charset=utf-8"
    ngx.header["Cache-Control"] = "no-store"
    ngx.header["Content-Length"] = #body
    ngx.print(body)
end

return M
