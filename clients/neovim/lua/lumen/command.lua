-- The :Lumen command: its subcommands, and their completion.
local M = {}

local names = {
  'ask',
  'cancel',
  'chart',
  'chart_kind',
  'delete',
  'log',
  'refresh',
  'run',
  'run_all',
  'run_from',
  'status',
}

---@param call vim.api.keyset.create_user_command.command_args
function M.run(call)
  local name = call.fargs[1] or 'status'
  if not vim.tbl_contains(names, name) then
    vim.notify(
      ('Lumen: no command "%s"; there are %s'):format(name, table.concat(names, ', ')),
      vim.log.levels.ERROR
    )
    return
  end
  if name ~= 'chart_kind' and #call.fargs > 1 then
    vim.notify(('Lumen: %s takes nothing more'):format(name), vim.log.levels.ERROR)
    return
  end
  require('lumen')[name](table.concat(call.fargs, ' ', 2))
end

--- Kinds of chart that the result here can be shown as; none while the server thinks about it.
local function kinds()
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ name = 'lumen', bufnr = buffer })[1]
  if not client then
    return {}
  end
  local reply = client:request_sync(
    'lumen/chart',
    vim.lsp.util.make_position_params(0, client.offset_encoding),
    500,
    buffer
  )
  local chart = reply and reply.result
  return chart and chart ~= vim.NIL and chart.kinds or {}
end

---@return string[]
function M.complete(lead, line, cursor)
  -- The line is all that was typed: `silent`, a range or another command may stand before, and the name may be shortened.
  local typed = vim.split(line:sub(1, cursor):match('%f[%u]Lu?m?e?n?%s+(.*)$') or '', '%s+')
  local among = names
  if #typed > 1 then
    if typed[1] ~= 'chart_kind' then
      return {}
    end
    -- A kind may be of two words: what is typed of it so far is taken off each.
    local before = table.concat(vim.list_slice(typed, 2, #typed - 1), ' ')
    among = {}
    for _, kind in ipairs(kinds()) do
      if before == '' then
        table.insert(among, kind)
      elseif vim.startswith(kind, before .. ' ') then
        table.insert(among, kind:sub(#before + 2))
      end
    end
  end
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, among)
end

return M
