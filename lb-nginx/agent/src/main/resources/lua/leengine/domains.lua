-- The peers of the domains, as this worker sees them. A domain's version is looked at only when something has changed
-- since it was looked at last.
local cjson = require "cjson.safe"
local choice = require "leengine.choice"
local health = require "leengine.health"
local rules = require "leengine.rules"
local store = require "leengine.store"
local worker = require "leengine.worker"

local peers = store.peers
local decode = cjson.decode

local domains = {}
-- Those with upstreams that come to their share little by little.
local slow = {}
local SLOW_SECONDS = 0.1
local slowed = 0

local M = {}

local function series_of(entry, old, domain, version)
    local series = entry.series[version] or old and old.series[version]
    if not series then
        series = {
            domain = domain, version = version, key = domain .. "\t" .. version,
            requests = { 0, 0, 0, 0, 0 }, buckets = {}, seconds = 0, sent = 0, received = 0,
        }
    end
    entry.series[version] = series
    return series
end

--- Takes over a domain's peers. Who stays keeps what is counted of it.
local function take(domain, old, version, list)
    local entry = { domain = domain, version = version, slots = {}, by = {}, series = {} }
    entry.rules = rules.read(peers:get("q:" .. domain))
    for i = 1, #list do
        local id, address, port, weight, of, cookie, since = unpack(list[i], 1, 7)
        local endpoint = (address:find(":", 1, true) and "[" .. address .. "]" or address) .. ":" .. port
        local slot = old and old.by[id]
        if not slot then
            slot = {
                id = id, domain = domain, address = address, port = port, endpoint = endpoint,
                active = 0, requests = 0, failures = 0, breaks = 0,
            }
            worker.add(slot)
        end
        slot.weight = weight
        slot.cookie = cookie or ""
        slot.since = since or 0
        slot.series = series_of(entry, old, domain, of)
        entry.slots[i] = slot
        entry.by[id] = slot
    end
    if old then
        for id, slot in pairs(old.by) do
            slot.gone = entry.by[id] == nil
        end
    end
    return entry
end

local function arrange(entry)
    local up = {}
    for _, slot in ipairs(entry.slots) do
        if not health.down(slot.endpoint) then
            up[#up + 1] = slot
        end
    end
    local weigh = entry.rules and rules.weigher(entry)
    slow[entry.domain] = weigh and entry or nil
    entry.all = choice.line(entry.slots, weigh)
    entry.up = choice.line(up, weigh)
    if entry.rules then
        rules.arrange(entry, up, weigh)
    end
    -- When nobody is known to be well, all are tried.
    entry.line = entry.up.count > 0 and entry.up or entry.all
    entry.health = worker.health
end

local function look(domain, entry)
    local epoch = worker.epoch
    local version = peers:get("v:" .. domain)
    if not version then
        for _, slot in ipairs(entry and entry.slots or {}) do
            slot.gone = true
        end
        domains[domain] = nil
        return nil
    end
    if not entry or entry.version ~= version then
        entry = take(domain, entry, version, decode(peers:get("p:" .. domain) or "[]") or {})
        domains[domain] = entry
    end
    entry.seen = epoch
    return entry
end

--- Returns a domain's peers, nil when none were ever stated.
function M.get(domain)
    local entry = domains[domain]
    if not entry or entry.seen ~= worker.epoch or worker.exiting then
        entry = look(domain, entry)
        if not entry then
            return nil
        end
    end
    if entry.health ~= worker.health then
        arrange(entry)
    end
    return entry
end

--- Has the weights of new upstreams grow. Called often.
function M.grow(at)
    if math.abs(at - slowed) < SLOW_SECONDS then
        return
    end
    slowed = at
    for domain, entry in pairs(slow) do
        slow[domain] = nil
        -- It is arranged anew for its next request, and comes back here if some are still new.
        entry.health = -1
    end
end

--- Returns whether a domain's peers are still those of an entry, by the shared store itself.
function M.current(entry)
    return peers:get("v:" .. entry.domain) == entry.version
end

return M
