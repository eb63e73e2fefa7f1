-- init_by_lua: what the master does before there are workers.
require "resty.core"
local cjson = require "cjson.safe"
local store = require "leengine.store"
local worker = require "leengine.worker"
leengine = require "leengine.proxy"
leengine_tls = require "leengine.tls"
leengine_control = require "leengine.control"
require "leengine.metrics"

--- Begins a generation of the configuration; a master that has just begun takes over the upstreams the host has kept.
return function(generation, seed)
    worker.generation = generation
    store.init()
    if store.peers:get("seeded") then
        return
    end
    store.peers:safe_set("seeded", true)
    local file = io.open(seed)
    if not file then
        return
    end
    for line in file:lines() do
        local domain, routing, list = line:match("^([^\t]+)\t([^\t]*)\t(.*)$")
        local peers = domain and cjson.decode(list)
        if type(peers) == "table" then
            for _, peer in ipairs(peers) do
                table.insert(peer, 1, store.peers:incr("id", 1))
            end
            if routing ~= "" then
                store.peers:safe_set("q:" .. domain, routing)
            end
            store.peers:safe_set("p:" .. domain, cjson.encode(peers))
            store.peers:safe_set("v:" .. domain, store.peers:incr("id", 1))
        end
    end
    file:close()
end
