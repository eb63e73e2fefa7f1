-- What this worker has seen, and what is under way in it.
local store = require "leengine.store"

local workers = store.workers
local peers = store.peers
local pid = ngx.worker.pid

local M = {
    epoch = 0, ask = 0, health = 0, health_version = 0, exiting = false, closing = false, generation = 0, ticked = 0,
}

-- Every slot this worker has known and that is still stated or under way.
local slots = {}

--- Returns when a process started, in the kernel's ticks, nil when it is not alive: a pid alone may be another's by now.
function M.started(id)
    local file = io.open("/proc/" .. id .. "/stat")
    if not file then
        return nil
    end
    local text = file:read("*a")
    file:close()
    local state, rest = text:match("^.*%) (%a) (.*)$")
    if not state or state == "Z" or state == "X" then
        return nil
    end
    local at = 0
    for field in rest:gmatch("%S+") do
        at = at + 1
        if at == 19 then
            return field
        end
    end
    return nil
end

--- Keeps a slot among those whose requests are reported.
function M.add(slot)
    slots[slot] = true
end

--- Says what this worker has seen.
function M.register()
    M.start = M.start or M.started(pid()) or "0"
    workers:set("w:" .. pid(), table.concat({ M.generation, M.epoch, M.ask, M.exiting and 1 or 0, M.start }, " "))
end

--- Says what is under way, and forgets those who are left out and have nothing under way.
function M.publish()
    local lines = {}
    for slot in pairs(slots) do
        if slot.active > 0 then
            lines[#lines + 1] = slot.domain .. "\t" .. slot.endpoint .. "\t" .. slot.active
        elseif slot.gone then
            slots[slot] = nil
        end
    end
    workers:set("u:" .. pid(), table.concat(lines, "\n"))
end

--- Notes the shared numbers; returns whether something has to be said.
function M.note()
    local epoch, ask = peers:get("epoch"), peers:get("ask")
    local moved = epoch ~= M.epoch or ask ~= M.ask
    M.closing = (peers:get("closing") or 0) >= M.generation
    M.epoch = epoch
    if ask ~= M.ask then
        M.ask = ask
        return moved, true
    end
    return moved, false
end

--- Ends what others know of this worker.
function M.leave()
    workers:delete("w:" .. pid())
    workers:delete("u:" .. pid())
end

--- Returns what the live workers have said: by pid generation, epoch, ask, exiting; those of the dead are cleared away.
function M.live()
    local found = {}
    for _, key in ipairs(workers:get_keys(0)) do
        local id = key:match("^w:(%d+)$")
        local value = id and workers:get(key)
        if value then
            local generation, epoch, ask, exiting, start = value:match("^(%d+) (%d+) (%d+) (%d) (%d+)$")
            if M.started(id) == start then
                found[#found + 1] = {
                    pid = tonumber(id), generation = tonumber(generation), epoch = tonumber(epoch), ask = tonumber(ask),
                    exiting = exiting == "1",
                }
            else
                workers:delete(key)
                workers:delete("u:" .. id)
            end
        end
    end
    table.sort(found, function(a, b) return a.pid < b.pid end)
    return found
end

--- Returns what a worker has said to be under way: domain, endpoint, number.
function M.under_way(id, each)
    for domain, endpoint, number in (workers:get("u:" .. id) or ""):gmatch("([^\t\n]+)\t([^\t\n]+)\t(%d+)") do
        each(domain, endpoint, tonumber(number))
    end
end

return M
