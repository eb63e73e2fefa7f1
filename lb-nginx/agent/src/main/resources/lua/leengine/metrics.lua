-- The counts in Prometheus' text format.
local stats = require "leengine.stats"
local store = require "leengine.store"

local M = {}

local function escape(text)
    return (text:gsub('[\\"\n]', { ["\\"] = "\\\\", ['"'] = '\\"', ["\n"] = "\\n" }))
end

local function labels(one)
    return '{domain="' .. escape(one.domain) .. '",version="' .. escape(one.version) .. '"'
end

local function head(lines, name, kind, help)
    lines[#lines + 1] = "# HELP " .. name .. " " .. help
    lines[#lines + 1] = "# TYPE " .. name .. " " .. kind
end

local function sorted(found)
    local all = {}
    for _, one in pairs(found) do
        all[#all + 1] = one
    end
    table.sort(all, function(a, b) return a.domain .. "\t" .. a.version < b.domain .. "\t" .. b.version end)
    return all
end

local function requests(lines, all)
    head(lines, "leengine_lb_requests_total", "counter", "Requests answered, by class of status.")
    for _, one in ipairs(all) do
        for class = 1, 5 do
            if one.c[class] then
                lines[#lines + 1] = "leengine_lb_requests_total" .. labels(one) .. ',status="' .. class .. 'xx"} '
                    .. one.c[class]
            end
        end
    end
end

local function durations(lines, all)
    local name = "leengine_lb_request_duration_seconds"
    head(lines, name, "histogram", "Time from a request's first byte to the end of its answer.")
    for _, one in ipairs(all) do
        local sum = 0
        for i, bound in ipairs(stats.bounds) do
            sum = sum + (one.b[i] or 0)
            lines[#lines + 1] = name .. "_bucket" .. labels(one) .. ',le="' .. bound .. '"} ' .. sum
        end
        sum = sum + (one.b[#stats.bounds + 1] or 0)
        lines[#lines + 1] = name .. "_bucket" .. labels(one) .. ',le="+Inf"} ' .. sum
        lines[#lines + 1] = name .. "_sum" .. labels(one) .. "} " .. (one.s or 0)
        lines[#lines + 1] = name .. "_count" .. labels(one) .. "} " .. sum
    end
end

local function bytes(lines, all, name, field, help)
    head(lines, name, "counter", help)
    for _, one in ipairs(all) do
        lines[#lines + 1] = name .. labels(one) .. "} " .. string.format("%.0f", one[field] or 0)
    end
end

local function active(lines, found)
    head(lines, "leengine_lb_upstream_active", "gauge", "Requests under way.")
    for key, number in pairs(found) do
        local domain, endpoint = key:match("^(.-)\t(.*)$")
        lines[#lines + 1] = 'leengine_lb_upstream_active{domain="' .. escape(domain) .. '",upstream="' .. endpoint
            .. '"} ' .. number
    end
end

--- Returns the page.
function M.render(live, under_way)
    local lines, all = {}, sorted(stats.series())
    requests(lines, all)
    durations(lines, all)
    bytes(lines, all, "leengine_lb_sent_bytes_total", "o", "Bytes sent to clients.")
    bytes(lines, all, "leengine_lb_received_bytes_total", "i", "Bytes received from clients.")
    active(lines, under_way)
    head(lines, "leengine_lb_upstreams_down", "gauge", "Endpoints left alone since they do not answer.")
    lines[#lines + 1] = "leengine_lb_upstreams_down " .. math.max(0, #store.health:get_keys(0) - 1)
    head(lines, "leengine_lb_workers", "gauge", "Live workers.")
    lines[#lines + 1] = "leengine_lb_workers " .. #live
    lines[#lines + 1] = ""
    return table.concat(lines, "\n")
end

return M
