-- :checkhealth lumen
local M = {}

local function check_server()
  local program = require('lumen.server').program()
  if not program then
    vim.health.error('lumen-lsp was not found', {
      'Build it (scripts/demo or scripts/test in the checkout), or put it on the PATH,',
      'or set vim.g.lumen = { server = "/path/of/lumen-lsp" } before the plugin is loaded.',
    })
    return
  end
  local answer = vim.system({ program, '--version' }, { text = true, timeout = 5000 }):wait()
  if answer.code == 0 then
    vim.health.ok(('%s (%s)'):format(vim.trim(answer.stdout), program))
  else
    vim.health.error(
      ('%s --version ended with %d: %s'):format(program, answer.code, vim.trim(answer.stderr or ''))
    )
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'lumen' })
  if #clients == 0 then
    vim.health.info('No notebook is open: the server starts with the first *.lumen.md')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(
      ('The server runs for %d notebook(s) in %s'):format(buffers, client.root_dir or 'no folder')
    )
  end
end

function M.check()
  vim.health.start('lumen')
  if vim.fn.has('nvim-0.11') == 1 then
    vim.health.ok('Neovim ' .. tostring(vim.version()))
  else
    vim.health.error('Neovim 0.11 or newer is needed; this is ' .. tostring(vim.version()))
    return
  end
  if vim.lsp.is_enabled('lumen') then
    vim.health.ok("vim.lsp.enable('lumen') is on")
  else
    vim.health.warn("vim.lsp.enable('lumen') is off: no server starts for notebooks")
  end
  check_server()
  check_clients()
  vim.health.info('The log: ' .. vim.lsp.log.get_filename())
end

return M
