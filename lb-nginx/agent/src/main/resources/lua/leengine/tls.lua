-- What nginx cannot say of TLS for one domain.
local ssl = require "ngx.ssl"

local TLS_1_3 = 0x0304

local M = {}

--- ssl_certificate_by_lua of a domain that takes TLS 1.3 only: ends the handshake of an older version.
function M.least()
    local version = ssl.get_tls1_version()
    if not version or version < TLS_1_3 then
        return ngx.exit(ngx.ERROR)
    end
end

return M
