-- What all workers of all generations share. A reload keeps it, a new master begins with it empty.
--
-- peers:   epoch, ask, id, closing (numbers), v:{domain} (version), p:{domain} (JSON: a list of [id, address, port, weight, version,
--          what its cookie says, when it was first stated]), q:{domain} (JSON: what besides weights decides)
-- turns:   {domain}: how many choices were made
-- workers: w:{pid} (what the worker has seen), u:{pid} (what is under way in it)
-- health:  version (a number), {endpoint}: when it was marked and how often it failed
-- stats:   counts by peer and by domain and version; what is used least goes when there is no room
local shared = ngx.shared

local M = {
    peers = shared.leengine_peers,
    turns = shared.leengine_turns,
    workers = shared.leengine_workers,
    health = shared.leengine_health,
    stats = shared.leengine_stats,
}

--- Makes the numbers be there. Called in the master before there are workers.
function M.init()
    M.peers:safe_add("epoch", 1)
    M.peers:safe_add("ask", 0)
    M.peers:safe_add("id", 0)
    M.health:safe_add("version", 0)
end

return M
