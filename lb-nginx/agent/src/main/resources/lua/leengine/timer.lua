-- The one timer of each worker: sees changes, says so, adds up counts; one worker looks after dead endpoints.
local domains = require "leengine.domains"
local health = require "leengine.health"
local stats = require "leengine.stats"
local store = require "leengine.store"
local worker = require "leengine.worker"

local marks = store.health
local now = ngx.now

local TICK_SECONDS = 0.01
local FLUSH_SECONDS = 1
local PROBE_SECONDS = 0.25
local LOST_SECONDS = 5

local flushed = 0
-- Which chain of timers is the one; and when it ran last.
local chain, ran = 0, 0
local M = {}

local function exit()
    worker.exiting = true
    stats.flush()
    worker.publish()
    worker.register()
end

local function look()
    worker.ticked = now()
    domains.grow(worker.ticked)
    local moved, asked = worker.note()
    local version = marks:get("version")
    if version ~= worker.health_version then
        worker.health_version = version
        health.refresh()
    end
    if asked or math.abs(worker.ticked - flushed) > FLUSH_SECONDS then
        flushed = worker.ticked
        stats.flush()
    end
    if asked then
        worker.publish()
    end
    if moved then
        worker.register()
    end
end

local function tick(premature, mine)
    if worker.exiting or mine ~= chain then
        return
    end
    if premature then
        return exit()
    end
    ran = now()
    local ok, why = ngx.timer.at(TICK_SECONDS, tick, mine)
    if not ok then
        ngx.log(ngx.ERR, "the timer cannot go on: ", why)
    end
    look()
end

local function probe(premature)
    if not premature and not worker.exiting then
        health.probe()
    end
end

local function start()
    chain = chain + 1
    ran = now()
    local ok, why = ngx.timer.at(TICK_SECONDS, tick, chain)
    if not ok then
        ngx.log(ngx.ERR, "the timer cannot begin: ", why)
    end
end

--- init_worker_by_lua
function M.init()
    math.randomseed(ngx.worker.pid() * 1000 + now() % 1000)
    health.refresh()
    look()
    worker.publish()
    worker.register()
    start()
    if ngx.worker.id() == 0 then
        assert(ngx.timer.every(PROBE_SECONDS, probe))
    end
end

--- Called by a request when the timer has not run for a while: a worker without a free connection loses it.
function M.revive()
    if not ngx.worker.exiting() then
        look()
        if now() - ran > LOST_SECONDS then
            start()
        end
    elseif not worker.exiting then
        exit()
    end
end

--- exit_worker_by_lua
function M.leave()
    stats.flush()
    worker.leave()
end

return M
