-- What a user does in a notebook, step by step, inside a real Neovim. Each step writes "ok" or "FAILED" to the report; the first
-- failure ends it.
local report = assert(io.open(vim.env.LUMEN_REPORT, 'w'))

local function say(line)
  report:write(line, '\n')
  report:flush()
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

--- Waits until `condition` holds: at most half a minute, which only a fault needs.
local function wait(what, condition)
  if not vim.wait(30000, condition, 20) then
    error(('waited for %s; messages: %s\n%s'):format(what, vim.fn.execute('messages'), text()))
  end
end

local function step(name, act)
  local ok, failure = xpcall(act, debug.traceback)
  say((ok and 'ok ' or 'FAILED ') .. name .. (ok and '' or '\n' .. failure))
  if not ok then
    report:close()
    vim.cmd('cquit 1')
  end
end

local function go_to(words)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  assert(vim.fn.search('\\V' .. words, 'cW') > 0, 'no line with ' .. words)
end

--- Runs a :Lumen command and waits for the end of the run that it starts.
local function run(command)
  local finished
  local id = vim.api.nvim_create_autocmd('User', {
    pattern = 'LumenRunFinished',
    callback = function(event)
      finished = event.data
    end,
  })
  vim.cmd('Lumen ' .. command)
  wait('the end of ' .. command, function()
    return finished ~= nil
  end)
  vim.api.nvim_del_autocmd(id)
  return finished
end

local function count(pattern)
  local _, n = text():gsub(pattern, '')
  return n
end

local function lumen()
  return vim.lsp.get_clients({ name = 'lumen', bufnr = 0 })[1]
end

vim.o.columns, vim.o.lines = 100, 40
vim.o.termguicolors = true
local question = 'How many flights are there per month?'

step('the plugin is small until it is used', function()
  vim.g.lumen = { server = vim.env.LUMEN_SERVER }
  vim.lsp.config('lumen', { init_options = { trusted = true } })
  assert(vim.fn.exists(':Lumen') == 2, 'no :Lumen')
  assert(not package.loaded['lumen.chart'], 'the chart window is loaded before it is used')
  for _, mode in ipairs({ 'n', 'i', 'v' }) do
    for _, map in ipairs(vim.api.nvim_get_keymap(mode)) do
      assert(map.lhs:match('^<Plug>') or not (map.desc or ''):match('^Lumen'), 'a key is mapped: ' .. map.lhs)
    end
  end
end)

step('other Markdown starts no server', function()
  vim.cmd.edit('plain.md')
  vim.wait(300)
  assert(#vim.lsp.get_clients({ name = 'lumen' }) == 0, 'a server for plain Markdown')
end)

step('a notebook stays Markdown and is attached', function()
  vim.cmd.edit(vim.env.LUMEN_NOTEBOOK)
  assert(vim.bo.filetype == 'markdown', vim.bo.filetype)
  wait('the server', function()
    return lumen() ~= nil and lumen().initialized
  end)
end)

step('lenses are shown', function()
  wait('lenses', function()
    for _, lens in ipairs(vim.lsp.codelens.get(0)) do
      if lens.command and lens.command.title:match('^Ask') then
        return true
      end
    end
  end)
end)

local before

step('a question is asked: SQL, table, chart and words stand below it', function()
  before = text()
  go_to(question)
  vim.cmd('normal! zt')
  local finished = run('ask')
  assert(finished.status == 'ok', vim.inspect(finished))
  assert(count('```sql') == 1 and count('lumen:result') == 1 and count('lumen:end') == 1, text())
  assert(text():match('\n| [%w_]+ +| [%w_]+'), 'no table in\n' .. text())
  assert(text():match('```vega%-lite\n'), 'no chart')
  assert(text():match('%[[%d.,]+%]%(#'), 'no sentence with a number')
end)

step('one undo takes it away, one redo brings it back', function()
  local answered = text()
  vim.cmd('silent undo')
  assert(text() == before, 'undo took more or less than one step:\n' .. text())
  vim.cmd('silent redo')
  assert(text() == answered)
end)

step('the line of the cursor stays on its screen row when a result lands above it', function()
  vim.cmd('silent undo')
  go_to('Busy is one thing')
  vim.cmd('normal! zz')
  local line, row = vim.api.nvim_get_current_line(), vim.fn.winline()
  local finished
  vim.api.nvim_create_autocmd('User', {
    pattern = 'LumenRunFinished',
    once = true,
    callback = function(event)
      finished = event.data
    end,
  })
  local above = vim.fn.search('\\V' .. question, 'nbW')
  lumen():request('workspace/executeCommand', {
    command = 'lumen.ask',
    arguments = { { uri = vim.uri_from_bufnr(0), position = { line = above - 1, character = 0 } } },
  })
  wait('the run', function()
    return finished ~= nil
  end)
  assert(finished.status == 'ok', vim.inspect(finished))
  vim.cmd.redraw()
  assert(vim.api.nvim_get_current_line() == line, 'the cursor left its line')
  assert(vim.fn.winline() == row, ('row %d became %d'):format(row, vim.fn.winline()))
end)

step('what a run has to say of its result is one line that asks for no key', function()
  vim.cmd('messages clear')
  local long = ('many words '):rep(40)
  require('lumen.runs').finished(nil, { run = 'none', cell = 'sales', status = 'ok', message = long })
  local said = vim.trim(vim.fn.execute('messages'))
  assert(said:match('^Lumen: sales: many words') and said:match('…$'), said)
  assert(vim.api.nvim_strwidth(said) <= vim.v.echospace, said)
  vim.cmd('messages clear')
  require('lumen.runs').finished(nil, { run = 'none', cell = 'sales', status = 'ok', message = '' })
  assert(vim.trim(vim.fn.execute('messages')) == '', vim.fn.execute('messages'))
end)

step('a cell runs again and finds the same', function()
  local answered = text()
  go_to('```sql')
  local finished = run('run')
  assert(finished.status == 'unchanged', vim.inspect(finished))
  assert(text() == answered)
end)

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.bo[vim.api.nvim_win_get_buf(window)].filetype == 'lumenchart' then
      return window
    end
  end
end

step('the chart is drawn in a window that follows the screen and closes with q', function()
  go_to('<!-- lumen:end')
  vim.cmd('Lumen chart')
  wait('the chart window', float)
  local window = float()
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  assert(#lines > 3, 'only ' .. #lines .. ' lines')
  local drawn = table.concat(lines, '\n')
  assert(not drawn:find('\27'), 'escape codes in the text')
  assert(drawn:match('%d'), drawn)
  for _, line in ipairs(lines) do
    assert(vim.api.nvim_strwidth(line) <= vim.api.nvim_win_get_width(window), 'a line is cut: ' .. line)
  end
  local namespace = vim.api.nvim_create_namespace('lumen.chart')
  local marks = vim.api.nvim_buf_get_extmarks(vim.api.nvim_win_get_buf(window), namespace, 0, -1, {})
  assert(#marks > 0, 'no colours')
  vim.o.columns = 60
  vim.cmd('doautocmd VimResized')
  wait('a narrower chart', function()
    local now = float()
    return now and vim.api.nvim_win_get_width(now) <= 56
  end)
  assert(float() == vim.api.nvim_get_current_win(), 'the window has no focus')
  local config = vim.api.nvim_win_get_config(float())
  assert(config.title[1][1] == ' flights_month ', vim.inspect(config.title))
  local _, titles = drawn:gsub('Flight count by month', '')
  assert(titles == 1, 'the title is shown ' .. titles .. ' times')
  vim.cmd.normal('q')
  assert(not float(), 'q closed nothing')
  vim.o.columns = 100
end)

--- The contrast of two colours (WCAG 2).
local function contrast(a, b)
  local function light(colour)
    local sum = 0
    for place, weight in pairs({ [16] = 0.2126, [8] = 0.7152, [0] = 0.0722 }) do
      local part = bit.band(bit.rshift(colour, place), 255) / 255
      sum = sum + weight * (part <= 0.03928 and part / 12.92 or ((part + 0.055) / 1.055) ^ 2.4)
    end
    return sum
  end
  local high, low = math.max(light(a), light(b)), math.min(light(a), light(b))
  return (high + 0.05) / (low + 0.05)
end

step('the chart fits narrow and wide screens, on light and dark, with colours and without', function()
  for _, columns in ipairs({ 80, 200 }) do
    for _, background in ipairs({ 'light', 'dark' }) do
      for _, colours in ipairs({ true, false }) do
        local what = ('%d columns, %s, colours %s'):format(columns, background, tostring(colours))
        vim.o.columns, vim.o.background, vim.o.termguicolors = columns, background, colours
        go_to('<!-- lumen:end')
        vim.cmd('Lumen chart')
        wait('the chart window: ' .. what, float)
        local window = float()
        local buffer = vim.api.nvim_win_get_buf(window)
        local config = vim.api.nvim_win_get_config(window)
        assert(config.col >= 0 and config.col + config.width + 2 <= columns, what .. vim.inspect(config))
        local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
        local widest = 0
        for _, line in ipairs(lines) do
          widest = math.max(widest, vim.api.nvim_strwidth(line))
        end
        assert(widest <= config.width, what .. ': a line is cut')
        assert(widest >= math.min(columns - 12, 88), what .. ': room is left, ' .. widest)
        local ground = vim.api.nvim_get_hl(0, { name = 'NormalFloat', link = false }).bg
          or vim.api.nvim_get_hl(0, { name = 'Normal', link = false }).bg
        local marks = vim.api.nvim_buf_get_extmarks(
          buffer,
          vim.api.nvim_create_namespace('lumen.chart'),
          0,
          -1,
          { details = true }
        )
        assert((#marks > 0) == colours, what .. ': ' .. #marks .. ' highlights')
        for _, mark in ipairs(marks) do
          local fg = vim.api.nvim_get_hl(0, { name = mark[4].hl_group, link = false }).fg
          assert(
            not fg or contrast(fg, ground) >= 2.2,
            ('%s: %s at %.2f'):format(what, mark[4].hl_group, fg and contrast(fg, ground) or 0)
          )
        end
        vim.cmd.normal('q')
      end
    end
  end
  vim.o.columns, vim.o.background, vim.o.termguicolors = 100, 'dark', true
end)

step('another kind of chart, with completion', function()
  go_to('<!-- lumen:end')
  local kinds
  wait('kinds', function()
    kinds = vim.fn.getcompletion('Lumen chart_kind ', 'cmdline')
    return #kinds > 0
  end)
  local other = vim.tbl_contains(kinds, 'area') and 'area' or kinds[#kinds]
  run('chart_kind ' .. other)
  local chart =
    lumen():request_sync('lumen/chart', vim.lsp.util.make_position_params(0, lumen().offset_encoding), 10000)
  assert(chart.result.kind == other, vim.inspect(chart.result.kind))
  local function completed(line)
    return table.concat(vim.fn.getcompletion(line, 'cmdline'), ' ')
  end
  assert(completed('Lumen run') == 'run run_all run_from', completed('Lumen run'))
  assert(completed('silent Lumen sta') == 'status', completed('silent Lumen sta'))
  assert(completed('Lumen run x') == '', completed('Lumen run x'))
  assert(completed('silent! Lumen chart_kind ' .. other:sub(1, 2)):find(other, 1, true))
end)

--- The lines beside which the bar of stale results stands, 1-based.
local function stale_lines()
  local marks = vim.api.nvim_buf_get_extmarks(0, vim.api.nvim_create_namespace('lumen.stale'), 0, -1, {})
  return vim.tbl_map(function(mark)
    return mark[2] + 1
  end, marks)
end

step('a stale result has a bar beside it until it is true again', function()
  assert(#stale_lines() == 0, 'a fresh result has a bar')
  go_to('ORDER BY')
  local first = vim.fn.search('lumen:result', 'nW')
  local last = vim.fn.search('lumen:end', 'nW')
  vim.cmd('normal! A DESC')
  wait('the bar', function()
    return #stale_lines() > 0
  end)
  local lines = stale_lines()
  assert(lines[1] == first and lines[#lines] == last and #lines == last - first + 1, vim.inspect(lines))
  local mark = vim.api.nvim_buf_get_extmarks(
    0,
    vim.api.nvim_create_namespace('lumen.stale'),
    0,
    -1,
    { details = true }
  )[1]
  assert(vim.trim(mark[4].sign_text) == '▎' and mark[4].sign_hl_group == 'LumenStale', vim.inspect(mark))
  assert(run('run').status == 'ok')
  wait('the bar to go', function()
    return #stale_lines() == 0
  end)
end)

step('the result is deleted', function()
  go_to('```sql')
  run('delete')
  wait('the result to go', function()
    return count('lumen:result') == 0
  end)
  assert(count('```sql') == 1)
end)

--- Calls `act` in the moment before (or after) an edit of the server is put into the buffer, as a key does.
local function at_edits(first, last)
  local edit = require('lumen.edit')
  local apply = edit.apply
  edit.apply = function(...)
    first()
    local answer = apply(...)
    last()
    return answer
  end
  return function()
    edit.apply = apply
  end
end

step('lines typed while a run goes on keep their place, and so does the result', function()
  local typed = { '```text', 'one', 'two', 'three', 'four', '```', '' }
  go_to('```sql')
  local line = vim.fn.line('.') - 1
  local once = false
  local restore = at_edits(function()
    if not once then
      once = true
      vim.api.nvim_buf_set_lines(0, line, line, false, typed)
    end
  end, function() end)
  local finished = run('run')
  restore()
  assert(finished.status == 'ok', vim.inspect(finished))
  assert(once, 'no edit came')
  local now = text()
  assert(now:find(table.concat(typed, '\n') .. '\n```sql', 1, true), now)
  assert(now:find('\n```\n\n<!-- lumen:result', 1, true), now)
  assert(count('```sql') == 1 and count('lumen:result') == 1 and count('lumen:end') == 1, now)
end)

step('lines typed just behind an answer bring it no second time', function()
  local cell = vim.fn.search('^```sql', 'wn')
  vim.api.nvim_buf_set_lines(0, cell - 1, vim.fn.search('lumen:end', 'wn'), false, {})
  assert(count('```sql') == 0, text())
  go_to(question)
  local start = text()
  local keys = 0
  local restore = at_edits(function() end, function()
    vim.defer_fn(function()
      keys = keys + 1
      vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'typed' })
    end, 0)
    vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'typed at once' })
  end)
  local finished = run('ask')
  restore()
  assert(finished.status == 'ok', vim.inspect(finished))
  vim.wait(2500) -- longer than the server waits for a text that doesn't come
  assert(keys == 1, keys .. ' edits came for\n' .. start)
  assert(count('```sql') == 1 and count('lumen:result') == 1 and count('lumen:end') == 1, text())
  assert(count('typed at once') == 1)
end)

step('status, statusline, health and help', function()
  local told = {}
  local notify = vim.notify
  vim.notify = function(message)
    table.insert(told, message)
  end
  vim.cmd('Lumen status')
  wait('the status', function()
    return #told > 0
  end)
  vim.notify = notify
  assert(told[1]:match('data'), told[1])
  assert(require('lumen').statusline() == '', require('lumen').statusline())
  vim.cmd('checkhealth lumen')
  local health = text()
  assert(health:match('lumen%-lsp') and health:match('tour%.lumen%.md: %./data DuckDB'), health)
  assert(not health:match('ERROR') and not health:match('WARN'), health)
  vim.cmd('bwipeout!')
end)

step('every name in the help leads somewhere, and every command is in it', function()
  vim.cmd.helptags(vim.env.LUMEN_HELP)
  vim.opt.runtimepath:append(vim.fs.dirname(vim.env.LUMEN_HELP))
  vim.cmd('help lumen')
  local help = text()
  vim.cmd('bwipeout!')
  for tag in help:gmatch('|([^|%s]+)|') do
    assert(vim.tbl_contains(vim.fn.getcompletion(tag, 'help'), tag), 'no help for ' .. tag)
  end
  for _, name in ipairs(vim.fn.getcompletion('Lumen ', 'cmdline')) do
    assert(help:find('\n:Lumen ' .. name .. '%f[^%w_]'), 'no help for :Lumen ' .. name)
    assert(type(require('lumen')[name]) == 'function' and help:find('.' .. name .. '(', 1, true), name)
  end
  for _, map in ipairs(vim.api.nvim_get_keymap('n')) do
    if map.lhs:match('^<Plug>%(lumen') then
      assert(help:find(map.lhs, 1, true), 'no help for ' .. map.lhs)
    end
  end
end)

step('the server ends with its editor', function()
  local client = lumen() or vim.lsp.get_clients({ name = 'lumen' })[1]
  client:stop()
  wait('its end', function()
    return client:is_stopped()
  end)
end)

say('done')
report:close()
vim.cmd('qall!')
