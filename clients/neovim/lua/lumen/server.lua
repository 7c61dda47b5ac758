-- Where the server's program is, and which buffers are notebooks.
local M = {}

---@class lumen.Settings What `vim.g.lumen` may hold; all of it may be left out.
---@field server? string the program lumen-lsp, where it is not on the PATH
---@field lenses? boolean show lenses above questions and cells (default: true)
---@field signs? boolean|string a bar beside results that are no longer true (default: true), or what to draw instead
---@field log_level? string of the server: "error", "warn", "info", "debug"

---@return lumen.Settings
function M.settings()
  return vim.g.lumen or {}
end

--- The program: the one that the user named, else on the PATH, else built in the checkout that this plugin stands in.
---@return string? path nil where there is none
function M.program()
  local named = M.settings().server
  if named then
    local path = vim.fs.normalize(named)
    return vim.fn.executable(path) == 1 and path or nil
  end
  if vim.fn.executable('lumen-lsp') == 1 then
    return vim.fn.exepath('lumen-lsp')
  end
  local here = debug.getinfo(1, 'S').source:sub(2)
  local built = vim.fs.normalize(vim.fs.dirname(here) .. '/../../../../build/release/bin/lumen-lsp')
  return vim.fn.executable(built) == 1 and built or nil
end

---@return string[]
function M.command()
  local command = { M.program() or 'lumen-lsp', '--stdio' }
  if M.settings().log_level then
    vim.list_extend(command, { '--log-level', M.settings().log_level })
  end
  return command
end

local told = false

--- Whether the program is there; says so once when it is not.
function M.found()
  if M.program() then
    return true
  end
  if not told then
    told = true
    vim.notify(
      'Lumen: lumen-lsp is not on the PATH; set vim.g.lumen = { server = … } (:help lumen-install)',
      vim.log.levels.WARN
    )
  end
  return false
end

---@param buffer integer
function M.is_notebook(buffer)
  return vim.api.nvim_buf_get_name(buffer):match('%.lumen%.md$') ~= nil
end

--- The workspace of a notebook: where .lumen/ or the repository is, else the notebook's own folder.
---@param buffer integer
function M.root(buffer)
  return vim.fs.root(buffer, { '.lumen', '.git' }) or vim.fs.dirname(vim.api.nvim_buf_get_name(buffer))
end

--- The client of a buffer; says why when there is none.
---@param buffer integer
---@return vim.lsp.Client?
function M.client(buffer)
  local client = vim.lsp.get_clients({ name = 'lumen', bufnr = buffer })[1]
  if client then
    return client
  end
  if not M.is_notebook(buffer) then
    vim.notify("Lumen: this is no notebook: a notebook's name ends in .lumen.md", vim.log.levels.WARN)
  elseif M.program() then
    vim.notify('Lumen: the server does not run for this buffer (:checkhealth lumen)', vim.log.levels.WARN)
  else
    told = false
    M.found()
  end
end

--- Once the server leaves a buffer: takes back what follows it, the autocommands of `group`.
---@param buffer integer
---@param group integer
---@param undo? fun()
function M.when_detached(buffer, group, undo)
  vim.api.nvim_create_autocmd('LspDetach', {
    group = group,
    buffer = buffer,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name ~= 'lumen' then
        return
      end
      if undo then
        undo()
      end
      vim.api.nvim_del_augroup_by_id(group)
      return true
    end,
  })
end

return M
