-- Who gets a request. A turn times the golden ratio, modulo one, is the point at which to look: such points lie as evenly
-- as a sequence can over any stretch of it, so shares are met within a few requests over all workers, with no state but the
-- turn. Which peer lies at a point is read from Vose's alias table: one look, however many peers; a loop would keep the
-- compiler from taking the whole of a request as one. A small share is one piece of the table, so it is met best.
local store = require "leengine.store"

local turns = store.turns
local random = math.random

local GOLDEN = 0.6180339887498949
-- Keeps the product exact enough; the sequence begins again after that many turns.
local TURNS = 1048576

local M = {}

--- Fills the columns: each holds one peer up to a level and another above it.
local function fill(line)
    local count, small, large, scaled = line.count, {}, {}, {}
    for i = 1, count do
        scaled[i] = line.weight[i] * count / line.total
        local list = scaled[i] < 1 and small or large
        list[#list + 1] = i
    end
    while #small > 0 and #large > 0 do
        local less, more = table.remove(small), large[#large]
        line.level[less] = scaled[less]
        line.above[less] = line.chosen[more]
        scaled[more] = scaled[more] + scaled[less] - 1
        if scaled[more] < 1 then
            small[#small + 1] = table.remove(large)
        end
    end
    for _, list in ipairs({ small, large }) do
        for _, i in ipairs(list) do
            line.level[i] = 1
            line.above[i] = line.chosen[i]
        end
    end
end

--- Makes a line of those who have a weight; an empty one has the count 0. What they weigh may be said by a function.
function M.line(slots, weigh)
    local line = { chosen = {}, weight = {}, level = {}, above = {}, total = 0 }
    for i = 1, #slots do
        local slot = slots[i]
        local weight = weigh and weigh(slot) or slot.weight
        if weight > 0 then
            line.total = line.total + weight
            line.chosen[#line.chosen + 1] = slot
            line.weight[#line.chosen] = weight
        end
    end
    line.count = #line.chosen
    fill(line)
    return line
end

--- Returns who is at a turn on a line.
function M.at(line, turn)
    local point = turn % TURNS * GOLDEN % 1 * line.count
    local rest = point % 1
    local column = point - rest + 1
    if rest < line.level[column] then
        return line.chosen[column]
    end
    return line.above[column]
end

--- Returns who gets the next request of a domain, nil on an empty line.
function M.next(line, domain)
    if line.count <= 1 then
        return line.chosen[1]
    end
    -- Without room for one more number any spread is better than none.
    return M.at(line, turns:incr(domain, 1, 0) or random(TURNS))
end

--- Returns one of those not tried yet, nil when there is none. The turn led to those tried: it says nothing of the rest.
function M.other(line, tried)
    local total = 0
    for i = 1, line.count do
        local slot = line.chosen[i]
        total = total + (tried[slot.endpoint] and 0 or line.weight[i])
    end
    local point = random() * total
    for i = 1, line.count do
        local slot = line.chosen[i]
        if not tried[slot.endpoint] then
            point = point - line.weight[i]
            if point < 0 then
                return slot
            end
        end
    end
    return nil
end

return M
