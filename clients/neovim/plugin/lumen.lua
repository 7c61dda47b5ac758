-- What is there as soon as Neovim starts: the :Lumen command, <Plug> maps, and the server for notebooks. Nothing else is
-- loaded before it is used; no key is mapped. :help lumen
if vim.g.loaded_lumen then
  return
end
vim.g.loaded_lumen = true

if vim.fn.has('nvim-0.11') == 0 then
  vim.notify('Lumen needs Neovim 0.11 or newer', vim.log.levels.WARN)
  return
end

vim.api.nvim_create_user_command('Lumen', function(call)
  require('lumen.command').run(call)
end, {
  nargs = '*',
  desc = 'Ask, run and chart in a Lumen notebook',
  complete = function(...)
    return require('lumen.command').complete(...)
  end,
})

for name, what in pairs({
  ask = 'Ask the question under the cursor',
  run = 'Run the cell under the cursor',
  ['run-all'] = 'Run every cell',
  ['run-from'] = 'Run this cell and all after it',
  chart = 'Show the chart',
  ['chart-kind'] = 'Choose another kind of chart',
  delete = 'Delete the result of the cell',
  cancel = 'Cancel the runs of this notebook',
  refresh = 'Read the schema anew',
  status = 'Say what the notebook is connected to',
}) do
  vim.keymap.set('n', '<Plug>(lumen-' .. name .. ')', function()
    require('lumen')[(name:gsub('-', '_'))]()
  end, { desc = 'Lumen: ' .. what })
end

local group = vim.api.nvim_create_augroup('lumen', {})
vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  desc = 'Show the lenses of a notebook, and which of its results are stale',
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'lumen' then
      require('lumen.lenses').follow(event.buf)
      require('lumen.signs').follow(event.buf)
    end
  end,
})
vim.api.nvim_create_autocmd('LspProgress', {
  group = group,
  desc = 'Keep what is running for the statusline',
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'lumen' then
      require('lumen.runs').progress(event.data.params)
    end
  end,
})

vim.lsp.enable('lumen')
