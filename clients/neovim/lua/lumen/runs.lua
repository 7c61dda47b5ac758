-- What runs now, as the server's progress tells it: for the statusline, and for the message when a run has failed.
local M = {}

---@type table<string, string> token -> what it does now
local running = {}

---@param params lsp.ProgressParams
function M.progress(params)
  local token, value = tostring(params.token), params.value
  if value.kind == 'end' then
    running[token] = nil
  else
    local title = value.title or (running[token] or ''):match('^(.-) ·') or running[token] or ''
    running[token] = value.message and value.message ~= '' and (title .. ' · ' .. value.message) or title
  end
  vim.cmd.redrawstatus()
end

--- The notification lumen/runFinished.
function M.finished(_, run)
  running[run.run] = nil
  if run.status == 'failed' then
    vim.notify('Lumen: ' .. run.message, vim.log.levels.ERROR)
  elseif run.status ~= 'cancelled' and run.message and run.message ~= '' then
    -- What the run has to say of its result, in one line that asks for no key; hover on the cell shows it whole.
    local note = ('Lumen: %s: %s'):format(run.cell, run.message):gsub('%s+', ' ')
    local room = math.max(20, vim.v.echospace)
    if vim.api.nvim_strwidth(note) > room then
      note = vim.fn.strcharpart(note, 0, room - 1) .. '…'
    end
    vim.api.nvim_echo({ { note } }, true, {})
  end
  vim.api.nvim_exec_autocmds('User', { pattern = 'LumenRunFinished', data = run, modeline = false })
  vim.cmd.redrawstatus()
end

---@return string
function M.statusline()
  local names = vim.tbl_values(running)
  table.sort(names)
  -- A percent sign would begin an item of the statusline.
  return #names == 0 and '' or ('Lumen: ' .. table.concat(names, ', '):gsub('%%', '%%%%'))
end

--- The reply to lumen/status in a few lines.
function M.describe(status)
  local lines = {}
  local function known(value)
    return value ~= nil and value ~= vim.NIL and value ~= ''
  end
  if known(status.connection) then
    local engine = known(status.engine) and (' (%s)'):format(status.engine) or ''
    table.insert(lines, ('Lumen: connected to %s%s'):format(status.connection, engine))
  else
    table.insert(lines, 'Lumen: no connection yet; the front matter names it (connection: …)')
  end
  if not status.trusted then
    table.insert(lines, 'This folder is not trusted: nothing is run in it.')
  end
  for _, run in ipairs(status.running or {}) do
    table.insert(lines, ('Running %s: %s'):format(run.cell, run.stage))
  end
  return table.concat(lines, '\n')
end

return M
