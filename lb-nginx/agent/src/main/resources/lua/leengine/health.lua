-- Which endpoints are left alone, since they refused or broke connections. One worker looks whether they are back.
local store = require "leengine.store"
local worker = require "leengine.worker"

local marks = store.health
local now = ngx.now
local spawn = ngx.thread.spawn
local tcp = ngx.socket.tcp

local FIRST_SECONDS = 1
local MOST_SECONDS = 10
local CONNECT_MILLIS = 1000
-- What nobody asks for any more is forgotten; if it is still dead, the next request finds out and goes elsewhere.
local FORGET_SECONDS = 600

local down = {}
local M = {}

--- Returns whether an endpoint is left alone.
function M.down(endpoint)
    return down[endpoint] ~= nil
end

local function changed()
    marks:incr("version", 1, 0)
end

local function read(endpoint)
    local value = marks:get(endpoint)
    if type(value) ~= "string" then
        return nil
    end
    local level, at, address, port = value:match("^(%d+) ([%d.]+) (%S+) (%d+)$")
    return { level = tonumber(level), at = tonumber(at), address = address, port = tonumber(port) }
end

local function write(endpoint, level, address, port)
    local pause = math.min(MOST_SECONDS, FIRST_SECONDS * 2 ^ (level - 1)) * (0.8 + 0.4 * math.random())
    marks:set(endpoint, string.format("%d %.3f %s %d", level, now() + pause, address, port), FORGET_SECONDS)
end

--- Leaves a slot's endpoint alone from now on, in this worker at once, in the others when their timers see it.
function M.mark(slot)
    if down[slot.endpoint] then
        return
    end
    local before = read(slot.endpoint)
    if not before then
        write(slot.endpoint, 1, slot.address, slot.port)
        changed()
        ngx.log(ngx.WARN, "upstream ", slot.endpoint, " of ", slot.domain, " does not answer and is left alone")
    end
    down[slot.endpoint] = true
    worker.health = worker.health + 1
end

--- Takes a connection that broke off: once may be chance, an idle connection that was closed; again and again is not.
function M.broke(slot)
    slot.breaks = slot.breaks + 1
    if slot.breaks >= 3 then
        slot.breaks = 0
        M.mark(slot)
    end
end

--- Takes an endpoint back, for instance since it was stated anew.
function M.clear(endpoint)
    if marks:get(endpoint) then
        marks:delete(endpoint)
        changed()
    end
end

--- Reads all marks again.
function M.refresh()
    down = {}
    for _, key in ipairs(marks:get_keys(0)) do
        if key ~= "version" then
            down[key] = true
        end
    end
    worker.health = worker.health + 1
end

local function probe(endpoint, mark)
    local socket = tcp()
    socket:settimeouts(CONNECT_MILLIS, CONNECT_MILLIS, CONNECT_MILLIS)
    local connected = socket:connect(mark.address, mark.port)
    if connected then
        socket:close()
        M.clear(endpoint)
        ngx.log(ngx.WARN, "upstream ", endpoint, " takes connections again")
    elseif marks:get(endpoint) then
        write(endpoint, mark.level + 1, mark.address, mark.port)
    end
end

--- Looks after those whose pause is over. Runs in a timer, in one worker.
function M.probe()
    local threads = {}
    for _, endpoint in ipairs(marks:get_keys(0)) do
        local mark = endpoint ~= "version" and read(endpoint)
        local left = mark and mark.at - now()
        -- A pause cannot be that long: the clock was set back.
        if left and (left <= 0 or left > 2 * MOST_SECONDS) then
            threads[#threads + 1] = spawn(probe, endpoint, mark)
        end
    end
    for _, thread in ipairs(threads) do
        ngx.thread.wait(thread)
    end
end

return M
