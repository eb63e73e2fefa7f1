-- Who gets a request of a domain that says more than weights: a header or a cookie that leads to a version, a cookie that
-- leads to an instance, and how long an upstream has been there. Domains that say nothing of the kind never come here.
local cjson = require "cjson.safe"
local choice = require "leengine.choice"
local health = require "leengine.health"

local now = ngx.now
local var = ngx.var

-- What a new upstream begins with of its weight.
local LEAST = 0.1

local M = {}

--- Reads what the host has said, nil for nothing.
function M.read(text)
    local rules = text and cjson.decode(text)
    if not rules then
        return nil
    end
    rules.variable = rules.cookie and "cookie_" .. rules.cookie
    return rules
end

--- One that was first stated in the future was so before the clock was set back: it is new no more.
local function is_new(slot, at, slow)
    return at >= slot.since and at - slot.since < slow
end

--- Returns what to weigh slots by while some are new, nil when none is.
function M.weigher(entry)
    local slow, at = entry.rules.slow, now()
    local new = false
    for _, slot in ipairs(entry.slots) do
        new = new or is_new(slot, at, slow)
    end
    if not new then
        return nil
    end
    return function(slot)
        return is_new(slot, at, slow) and slot.weight * math.max(LEAST, (at - slot.since) / slow) or slot.weight
    end
end

local function of_version(slots, version)
    local found, total = {}, 0
    for _, slot in ipairs(slots) do
        if slot.series.version == version then
            found[#found + 1] = slot
            total = total + slot.weight
        end
    end
    return found, total
end

local function alike()
    return 1
end

local function group(entry, up, version, weigh)
    local slots, total = of_version(up, version)
    if #slots == 0 then
        slots, total = of_version(entry.slots, version)
    end
    -- Whoever asks for a version gets it, also one that has no weight yet.
    local line = choice.line(slots, total == 0 and alike or weigh)
    line.key = entry.domain .. "\t" .. version
    line.version = version
    line.weightless = total == 0
    return line
end

--- Arranges what is chosen from besides the line of all.
function M.arrange(entry, up, weigh)
    entry.versions, entry.by_cookie = {}, {}
    for _, match in ipairs(entry.rules.matches) do
        entry.versions[match.version] = entry.versions[match.version] or group(entry, up, match.version, weigh)
    end
    if entry.rules.cookie then
        for _, slot in ipairs(entry.slots) do
            entry.by_cookie[slot.cookie] = slot
        end
    end
end

--- Returns the line of the version a request asks for, nil when it asks for none that is there.
local function asked(entry)
    for _, match in ipairs(entry.rules.matches) do
        if var[match.variable] == match.value then
            local line = entry.versions[match.version]
            return line.count > 0 and line or nil
        end
    end
    return nil
end

local function kept(entry, line)
    local slot = entry.by_cookie[var[entry.rules.variable] or ""]
    if not slot or health.down(slot.endpoint) and entry.up.count > 0 then
        return nil
    end
    if line and line.version ~= slot.series.version then
        return nil
    end
    return (slot.weight > 0 or line and line.weightless) and slot or nil
end

--- Has the client keep to a slot from now on.
local function keep(rules, slot)
    if rules.cookie and slot then
        var.leengine_cookie = rules.cookie .. "=" .. slot.cookie .. rules.attributes
            .. (var.scheme == "https" and "; Secure" or "")
    end
    return slot
end

--- Returns who gets a request.
function M.first(entry)
    local rules = entry.rules
    local line = asked(entry)
    local slot = rules.cookie and kept(entry, line)
    if slot then
        return slot
    end
    return keep(rules, line and choice.next(line, line.key) or choice.next(entry.line, entry.domain))
end

--- Returns who gets a request after others were tried.
function M.other(entry, tried)
    local line = asked(entry)
    if line then
        return keep(entry.rules, choice.other(line, tried))
    end
    return keep(entry.rules, choice.other(entry.up, tried) or choice.other(entry.all, tried))
end

return M
