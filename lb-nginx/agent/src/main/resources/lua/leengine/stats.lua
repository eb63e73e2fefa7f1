-- Counts: kept in the worker, added to the shared ones each second, when somebody asks, and at the end.
local store = require "leengine.store"

local stats = store.stats

local BOUNDS = { 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 }

--- Returns which bound a time is within; written out, since a loop would keep the compiler from taking a request as one.
local function bucket_of(seconds)
    if seconds <= 0.05 then
        return seconds <= 0.005 and 1 or seconds <= 0.01 and 2 or seconds <= 0.025 and 3 or 4
    elseif seconds <= 1 then
        return seconds <= 0.1 and 5 or seconds <= 0.25 and 6 or seconds <= 0.5 and 7 or 8
    end
    return seconds <= 2.5 and 9 or seconds <= 5 and 10 or seconds <= 10 and 11 or 12
end

local M = { bounds = BOUNDS }

local slots, series = {}, {}

local function touch(slot)
    if not slot.dirty then
        slot.dirty = true
        slots[#slots + 1] = slot
    end
end

--- Counts a try.
function M.tried(slot)
    slot.requests = slot.requests + 1
    touch(slot)
end

--- Counts a try that failed for want of an answer.
function M.failed(slot)
    slot.failures = slot.failures + 1
    touch(slot)
end

--- Counts a request that has ended.
function M.ended(one, status, seconds, sent, received)
    if not one.dirty then
        one.dirty = true
        series[#series + 1] = one
    end
    local class = (status - status % 100) / 100
    if class < 1 or class > 5 then
        class = 5
    end
    one.requests[class] = one.requests[class] + 1
    one.seconds = one.seconds + seconds
    one.sent = one.sent + sent
    one.received = one.received + received
    local bucket = bucket_of(seconds)
    one.buckets[bucket] = (one.buckets[bucket] or 0) + 1
end

local function add(key, value)
    if value ~= 0 then
        stats:incr(key, value, 0)
    end
end

local function flush_slot(slot)
    slot.dirty = false
    if not slot.gone then
        add("r:" .. slot.id, slot.requests)
        add("f:" .. slot.id, slot.failures)
    end
    slot.requests, slot.failures = 0, 0
end

local function flush_series(one)
    one.dirty = false
    for class = 1, 5 do
        add("m:" .. one.key .. "\tc" .. class, one.requests[class])
        one.requests[class] = 0
    end
    for bucket, number in pairs(one.buckets) do
        add("m:" .. one.key .. "\tb" .. bucket, number)
    end
    one.buckets = {}
    add("m:" .. one.key .. "\ts", one.seconds)
    add("m:" .. one.key .. "\to", one.sent)
    add("m:" .. one.key .. "\ti", one.received)
    one.seconds, one.sent, one.received = 0, 0, 0
end

--- Adds what was counted here to the shared counts.
function M.flush()
    for i = 1, #slots do
        flush_slot(slots[i])
    end
    for i = 1, #series do
        flush_series(series[i])
    end
    slots, series = {}, {}
end

--- Returns requests and failures of a peer.
function M.of(id)
    return stats:get("r:" .. id) or 0, stats:get("f:" .. id) or 0
end

--- Forgets a peer that was left out.
function M.forget(id)
    stats:delete("r:" .. id)
    stats:delete("f:" .. id)
end

--- Returns all counts by domain and version: requests by class, buckets, seconds, bytes.
function M.series()
    local found = {}
    for _, key in ipairs(stats:get_keys(0)) do
        local domain, version, field, index = key:match("^m:([^\t]+)\t([^\t]*)\t(%a)(%d*)$")
        if domain then
            local name = domain .. "\t" .. version
            local one = found[name] or { domain = domain, version = version, c = {}, b = {} }
            found[name] = one
            if index ~= "" then
                one[field][tonumber(index)] = stats:get(key) or 0
            else
                one[field] = stats:get(key) or 0
            end
        end
    end
    return found
end

return M
