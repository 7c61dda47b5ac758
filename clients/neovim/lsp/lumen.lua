-- How Neovim starts Lumen's server and for which buffers: `vim.lsp.enable('lumen')`, which plugin/lumen.lua calls, reads this.
-- Change any of it with `vim.lsp.config('lumen', { … })`.

---@type vim.lsp.Config
return {
  cmd = function(dispatchers)
    return vim.lsp.rpc.start(require('lumen.server').command(), dispatchers)
  end,
  filetypes = { 'markdown' },
  -- Only notebooks: for other Markdown the callback is not called, and no server starts.
  root_dir = function(buffer, start)
    local server = require('lumen.server')
    if server.is_notebook(buffer) and server.found() then
      start(server.root(buffer))
    end
  end,
  init_options = { runFinished = true },
  -- Neovim doesn't announce that it takes edits that name the version they were made for, yet it does: without
  -- it, an edit would go by line numbers, and land in the wrong place when lines were typed above meanwhile.
  capabilities = { workspace = { workspaceEdit = { documentChanges = true } } },
  handlers = {
    ['workspace/applyEdit'] = function(...)
      return require('lumen.edit').apply(...)
    end,
    ['lumen/runFinished'] = function(...)
      return require('lumen.runs').finished(...)
    end,
  },
}
