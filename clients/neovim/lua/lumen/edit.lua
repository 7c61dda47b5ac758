-- Puts the server's edits into a buffer so that the line of the cursor stays where it is on the screen: a result that lands
-- above must not make the text jump under the reader's eyes.
local M = {}

--- Screen row of the cursor in each window that shows a buffer which the edit changes.
---@return table<integer, integer> window -> row
local function cursor_rows(edit)
  local uris = vim.tbl_keys(edit.changes or {})
  for _, change in ipairs(edit.documentChanges or {}) do
    if change.textDocument then
      table.insert(uris, change.textDocument.uri)
    end
  end
  local rows = {}
  for _, uri in ipairs(uris) do
    for _, window in ipairs(vim.fn.win_findbuf(vim.uri_to_bufnr(uri))) do
      rows[window] = vim.api.nvim_win_call(window, vim.fn.winline)
    end
  end
  return rows
end

--- Scrolls a window until its cursor is on `row` again, as near as the ends of the text allow. A chart is one long line that
--- wraps into many rows, so the window may have to begin inside of it: that is what 'smoothscroll' is for.
local function scroll_to_row(window, row)
  vim.api.nvim_win_call(window, function()
    local beyond = vim.fn.winline() - row
    if beyond == 0 then
      return
    end
    local smooth = vim.wo.smoothscroll
    vim.wo.smoothscroll = true
    local key = vim.keycode(beyond > 0 and '<C-e>' or '<C-y>')
    vim.cmd('normal! ' .. math.abs(beyond) .. key)
    if vim.fn.winsaveview().skipcol == 0 then
      vim.wo.smoothscroll = smooth
    end
  end)
end

--- Whether a buffer has another text by now than the one that the edit was made for. Neovim's own check prints a message and
--- then says that the edit was applied.
local function outdated(edit)
  for _, change in ipairs(edit.documentChanges or {}) do
    local document = change.textDocument
    if document and type(document.version) == 'number' then
      local present = vim.lsp.util.buf_versions[vim.uri_to_bufnr(document.uri)]
      if present and present ~= document.version then
        return true
      end
    end
  end
  return false
end

--- What was typed is held back for a moment before a server hears of it. A request sends it at once: the server must know the
--- present text before it hears what became of its edit.
local function send_typed_text(client, edit)
  for _, change in ipairs(edit.documentChanges or {}) do
    local uri = change.textDocument and change.textDocument.uri
    if uri then
      client:request('lumen/status', { textDocument = { uri = uri } }, function() end, vim.uri_to_bufnr(uri))
    end
  end
end

---@param params lsp.ApplyWorkspaceEditParams
---@param context lsp.HandlerContext
function M.apply(_, params, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  if outdated(params.edit) then
    send_typed_text(client, params.edit)
    return { applied = false, failureReason = 'the text has changed since' }
  end
  local rows = cursor_rows(params.edit)
  local ok, failure = pcall(vim.lsp.util.apply_workspace_edit, params.edit, client.offset_encoding)
  for window, row in pairs(rows) do
    if vim.api.nvim_win_is_valid(window) then
      scroll_to_row(window, row)
    end
  end
  send_typed_text(client, params.edit)
  return { applied = ok, failureReason = not ok and tostring(failure) or nil }
end

return M
