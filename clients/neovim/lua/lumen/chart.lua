-- The window in which a chart is drawn in characters. It has one owner, `shown`; it is drawn anew when the screen changes its
-- size and when a run of its notebook ends.
local M = {}

local namespace = vim.api.nvim_create_namespace('lumen.chart')

---@class lumen.Shown
---@field client vim.lsp.Client
---@field notebook integer buffer
---@field position lsp.Position where the chart was asked for
---@field buffer integer
---@field window integer
---@field group integer autocommands

---@type lumen.Shown?
local shown

--- Columns and lines inside a window's border.
local function room()
  return math.max(20, math.min(100, vim.o.columns - 6)), math.max(6, math.min(30, vim.o.lines - 6))
end

local function close()
  local was = shown
  shown = nil
  if was then
    vim.api.nvim_del_augroup_by_id(was.group)
    if vim.api.nvim_win_is_valid(was.window) then
      vim.api.nvim_win_close(was.window, true)
    end
  end
end

---@param chart { title: string, cell: string }
---@param lines string[] without escape codes
local function place(chart, lines)
  local width, height = 20, math.min(#lines, vim.o.lines - 4)
  for _, line in ipairs(lines) do
    width = math.max(width, vim.api.nvim_strwidth(line))
  end
  width = math.min(width, vim.o.columns - 4)
  -- The chart's own title is drawn in it, wrapped to its width.
  local title = chart.cell ~= '' and chart.cell or 'chart'
  return {
    relative = 'editor',
    width = width,
    height = math.max(1, height),
    row = math.max(0, math.floor((vim.o.lines - height) / 2) - 1),
    col = math.floor((vim.o.columns - width) / 2) - 1,
    style = 'minimal',
    border = 'rounded',
    title = (' %s '):format(title),
    title_pos = 'center',
    footer = ' q closes ',
    footer_pos = 'right',
  }
end

--- Opens the window where it isn't open yet.
local function ensure_window(client, notebook, position, config)
  if shown and vim.api.nvim_win_is_valid(shown.window) then
    vim.api.nvim_win_set_config(shown.window, config)
    return
  end
  close()
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].filetype = 'lumenchart'
  local window = vim.api.nvim_open_win(buffer, true, config)
  vim.wo[window].wrap = false
  local group = vim.api.nvim_create_augroup('lumen.chart', {})
  shown = {
    client = client,
    notebook = notebook,
    position = position,
    buffer = buffer,
    window = window,
    group = group,
  }
  for _, key in ipairs({ 'q', '<Esc>' }) do
    vim.keymap.set('n', key, close, { buffer = buffer, nowait = true, desc = 'Close the chart' })
  end
  vim.api.nvim_create_autocmd('VimResized', { group = group, callback = M.redraw })
  vim.api.nvim_create_autocmd('User', {
    group = group,
    pattern = 'LumenRunFinished',
    callback = function(event)
      if shown and vim.uri_to_bufnr(event.data.uri) == shown.notebook then
        M.redraw()
      end
    end,
  })
  vim.api.nvim_create_autocmd('WinClosed', { group = group, pattern = tostring(window), callback = close })
end

--- Asks for the chart at a place of a notebook and shows it. `into` is the open chart that is drawn anew: when it was closed
--- before the reply came, nothing is opened.
---@param into? lumen.Shown
local function draw(client, notebook, position, into)
  local width, height = room()
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(notebook) },
    position = position,
    width = width,
    height = height,
    colour = vim.o.termguicolors,
  }
  client:request('lumen/chartText', params, function(failed, chart)
    if into and shown ~= into then
      return
    end
    if failed then
      vim.notify('Lumen: ' .. failed.message, vim.log.levels.ERROR)
      return
    end
    if not chart or chart == vim.NIL then
      if not shown then
        vim.notify('Lumen: there is no chart at or above the cursor', vim.log.levels.INFO)
      end
      return
    end
    local lines, highlights = require('lumen.ansi').parse(chart.lines)
    ensure_window(client, notebook, position, place(chart, lines))
    vim.bo[shown.buffer].modifiable = true
    vim.api.nvim_buf_set_lines(shown.buffer, 0, -1, false, lines)
    vim.bo[shown.buffer].modifiable = false
    vim.api.nvim_buf_clear_namespace(shown.buffer, namespace, 0, -1)
    for _, highlight in ipairs(highlights) do
      vim.api.nvim_buf_set_extmark(shown.buffer, namespace, highlight.line, highlight.from, {
        end_col = highlight.to,
        hl_group = highlight.group,
      })
    end
  end, notebook)
end

--- Shows the chart at or above the cursor.
---@param client vim.lsp.Client
---@param notebook integer buffer
function M.open(client, notebook)
  close()
  draw(client, notebook, vim.lsp.util.make_position_params(0, client.offset_encoding).position)
end

--- Draws the open chart again, for the screen as it is now.
function M.redraw()
  if shown then
    draw(shown.client, shown.notebook, shown.position, shown)
  end
end

--- The kinds that the chart at a place can be shown as.
---@param client vim.lsp.Client
---@param notebook integer buffer
---@param position lsp.Position
---@param take fun(kinds: string[])
function M.kinds(client, notebook, position, take)
  local params = { textDocument = { uri = vim.uri_from_bufnr(notebook) }, position = position }
  client:request('lumen/chart', params, function(_, chart)
    take(chart and chart ~= vim.NIL and chart.kinds or {})
  end, notebook)
end

return M
