-- What a user or a map can call: one function for each thing that Lumen does with the notebook in the current buffer.
local M = {}

---@return vim.lsp.Client?, integer buffer
local function attached()
  local buffer = vim.api.nvim_get_current_buf()
  return require('lumen.server').client(buffer), buffer
end

---@param client vim.lsp.Client
local function here(client)
  local at = vim.lsp.util.make_position_params(0, client.offset_encoding)
  return { uri = at.textDocument.uri, position = at.position }
end

---@param client vim.lsp.Client
local function execute(client, buffer, command, argument)
  client:request('workspace/executeCommand', { command = command, arguments = { argument } }, function(failed)
    if failed then
      vim.notify('Lumen: ' .. failed.message, vim.log.levels.ERROR)
    end
  end, buffer)
end

--- A function that sends a command which acts where the cursor stands.
local function at_cursor(command)
  return function()
    local client, buffer = attached()
    if client then
      execute(client, buffer, command, here(client))
    end
  end
end

--- A function that sends a command which acts on the whole notebook.
local function on_notebook(command)
  return function()
    local client, buffer = attached()
    if client then
      execute(client, buffer, command, { uri = vim.uri_from_bufnr(buffer) })
    end
  end
end

M.ask = at_cursor('lumen.ask')
M.run = at_cursor('lumen.run')
M.run_from = at_cursor('lumen.runFrom')
M.delete = at_cursor('lumen.deleteResult')
M.run_all = on_notebook('lumen.runAll')
M.cancel = on_notebook('lumen.cancel')
M.refresh = on_notebook('lumen.refreshCatalog')

--- Shows the chart at or above the cursor in a window of its own.
function M.chart()
  local client, buffer = attached()
  if client then
    require('lumen.chart').open(client, buffer)
  end
end

--- Draws the result as another kind of chart; asks for the kind where none is given.
---@param kind? string "line", "grouped bar", …
function M.chart_kind(kind)
  local client, buffer = attached()
  if not client then
    return
  end
  local at = here(client)
  if kind and kind ~= '' then
    execute(client, buffer, 'lumen.changeChart', vim.tbl_extend('force', at, { kind = kind }))
    return
  end
  require('lumen.chart').kinds(client, buffer, at.position, function(kinds)
    if #kinds == 0 then
      vim.notify('Lumen: there is no chart here', vim.log.levels.INFO)
      return
    end
    vim.ui.select(kinds, { prompt = 'Show as:' }, function(choice)
      if choice then
        execute(client, buffer, 'lumen.changeChart', vim.tbl_extend('force', at, { kind = choice }))
      end
    end)
  end)
end

--- Says what the notebook is connected to and what runs.
function M.status()
  local client, buffer = attached()
  if not client then
    return
  end
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  client:request('lumen/status', params, function(failed, status)
    if failed then
      vim.notify('Lumen: ' .. failed.message, vim.log.levels.ERROR)
      return
    end
    vim.notify(require('lumen.runs').describe(status), vim.log.levels.INFO)
  end, buffer)
end

--- Opens the log in which Neovim keeps what the server says.
function M.log()
  vim.cmd.edit(vim.fn.fnameescape(vim.lsp.log.get_filename()))
end

--- For a statusline: what runs now, or an empty string. `%{%v:lua.require'lumen'.statusline()%}`
---@return string
function M.statusline()
  return require('lumen.runs').statusline()
end

return M
