-- Marks results that are no longer true: a bar in the sign column beside a table, chart and sentences whose question, SQL,
-- schema or data changed since. What is stale is the server's word: it stands in its diagnostics.
local M = {}

local namespace = vim.api.nvim_create_namespace('lumen.stale')

local stale = {
  ['question-edited'] = true,
  ['sql-edited'] = true,
  ['schema-changed'] = true,
  ['data-changed'] = true,
}

-- One more than the signs of diagnostics have unless they were set otherwise: the bar is not broken by their letter.
local priority = 11

vim.api.nvim_set_hl(0, 'LumenStale', { default = true, link = 'DiagnosticSignWarn' })

--- The last line of the result whose marker stands at `first`; a result without an end is its marker alone.
---@param lines string[]
---@param first integer 0-based
local function last_line(lines, first)
  for number = first + 1, #lines - 1 do
    if lines[number + 1]:match('^ ? ? ?<!%-%- lumen:end') then
      return number
    elseif lines[number + 1]:match('^ ? ? ?<!%-%- lumen:[ra]') then
      return first
    end
  end
  return first
end

---@param buffer integer
---@param text string
local function mark(buffer, text)
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  local lines
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    if diagnostic.source == 'lumen' and stale[diagnostic.code] then
      lines = lines or vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
      for number = diagnostic.lnum, math.min(last_line(lines, diagnostic.lnum), #lines - 1) do
        vim.api.nvim_buf_set_extmark(buffer, namespace, number, 0, {
          sign_text = text,
          sign_hl_group = 'LumenStale',
          priority = priority,
        })
      end
    end
  end
end

--- Keeps the signs of a buffer true from now on, unless the user wants none.
---@param buffer integer
function M.follow(buffer)
  local wanted = require('lumen.server').settings().signs
  if wanted == false then
    return
  end
  local text = type(wanted) == 'string' and wanted or '▎'
  local group = vim.api.nvim_create_augroup('lumen.signs.' .. buffer, {})
  vim.api.nvim_create_autocmd('DiagnosticChanged', {
    group = group,
    buffer = buffer,
    callback = function()
      mark(buffer, text)
    end,
  })
  require('lumen.server').when_detached(buffer, group, function()
    vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  end)
  mark(buffer, text)
end

return M
