-- Who gets a request. A turn times the golden ratio, modulo one, is the point on the line of all weights at which to look:
-- such points lie as evenly as a sequence can over any stretch of it, so shares are met within two or three requests
-- over all workers, with no state but the turn.
local store = require "leengine.store"

local turns = store.turns
local random = math.random

local GOLDEN = 0.6180339887498949
-- Keeps the product exact enough; the sequence begins again after that many turns.
local TURNS = 1048576

local M = {}

--- Returns the index of the first end above a point.
local function find(ends, count, point)
    local low, high = 1, count
    while low < high do
        local middle = (low + high - (low + high) % 2) / 2
        if point < ends[middle] then
            high = middle
        else
            low = middle + 1
        end
    end
    return low
end

--- Makes a line of those who have a weight; an empty one has the count 0.
function M.line(slots)
    local chosen, ends, total = {}, {}, 0
    for i = 1, #slots do
        local slot = slots[i]
        if slot.weight > 0 then
            total = total + slot.weight
            chosen[#chosen + 1] = slot
            ends[#ends + 1] = total
        end
    end
    return { chosen = chosen, ends = ends, total = total, count = #chosen }
end

--- Returns who is at a turn on a line.
function M.at(line, turn)
    local point = turn % TURNS * GOLDEN % 1 * line.total
    return line.chosen[find(line.ends, line.count, point)]
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
        total = total + (tried[slot.endpoint] and 0 or slot.weight)
    end
    local point = random() * total
    for i = 1, line.count do
        local slot = line.chosen[i]
        if not tried[slot.endpoint] then
            point = point - slot.weight
            if point < 0 then
                return slot
            end
        end
    end
    return nil
end

return M
