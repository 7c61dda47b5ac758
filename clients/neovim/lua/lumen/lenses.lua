-- Keeps a notebook's lenses fresh: Neovim shows them only when it is told to.
local M = {}

---@param buffer integer
local function refresh(buffer)
  if vim.api.nvim_buf_is_valid(buffer) and #vim.lsp.get_clients({ name = 'lumen', bufnr = buffer }) > 0 then
    vim.lsp.codelens.refresh({ bufnr = buffer })
  end
end

--- Refreshes the lenses of a buffer from now on: at once, and when its text has rested for a moment.
---@param buffer integer
function M.follow(buffer)
  if require('lumen.server').settings().lenses == false then
    return
  end
  local group = vim.api.nvim_create_augroup('lumen.lenses.' .. buffer, {})
  local waiting
  local function soon()
    if waiting then
      waiting:stop()
    end
    waiting = vim.defer_fn(function()
      waiting = nil
      refresh(buffer)
    end, 200)
  end
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged', 'TextChangedI' }, {
    group = group,
    buffer = buffer,
    callback = soon,
  })
  -- An edit that the server made is no TextChanged while another buffer is the current one.
  vim.api.nvim_create_autocmd('User', {
    group = group,
    pattern = 'LumenRunFinished',
    callback = soon,
  })
  require('lumen.server').when_detached(buffer, group)
  refresh(buffer)
end

return M
