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

--- Notebooks are Markdown to Neovim; the server is started for that filetype alone.
local function check_filetype()
  local filetype = vim.filetype.match({ filename = 'a.lumen.md' })
  if filetype == 'markdown' then
    vim.health.ok('*.lumen.md has the filetype markdown')
  else
    vim.health.warn(
      ('*.lumen.md has the filetype %s, so no server starts for it'):format(filetype or '(none)'),
      {
        "Take away what sets it, or name it: vim.lsp.config('lumen', { filetypes = { … } })",
      }
    )
  end
end

--- What a notebook is connected to, and whether anything may run in it.
---@param client vim.lsp.Client
---@param buffer integer
local function check_notebook(client, buffer)
  local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':~:.')
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  local reply = client:request_sync('lumen/status', params, 2000, buffer)
  local status = reply and reply.result
  if not status or status == vim.NIL then
    vim.health.warn(name .. ': the server did not answer within two seconds')
  elseif not status.trusted then
    vim.health.warn(name .. ': its folder is not trusted, so nothing is run', {
      'Answer the question that comes with the first run, or `lumen trust DIR` in a terminal.',
    })
  elseif (status.connection or '') == '' then
    vim.health.info(name .. ': no connection yet; its front matter names it (connection: …)')
  else
    vim.health.ok(('%s: %s %s'):format(name, status.connection, status.engine ~= '' and status.engine or ''))
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'lumen' })
  if #clients == 0 then
    vim.health.info('No notebook is open: the server starts with the first *.lumen.md')
  end
  for _, client in ipairs(clients) do
    vim.health.ok('The server runs in ' .. (client.root_dir or 'no folder'))
    for buffer in pairs(client.attached_buffers) do
      check_notebook(client, buffer)
    end
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
  check_filetype()
  check_server()
  vim.health.start('lumen: notebooks that are open')
  check_clients()
  vim.health.info('The log: ' .. vim.lsp.log.get_filename())
end

return M
