-- Terminal colours as highlights: the server draws charts in characters with escape codes, a buffer wants text and groups.
local M = {}

-- The sixteen colours of a terminal, by number, for colour schemes that don't set g:terminal_color_N.
local sixteen = {
  [0] = '#000000',
  '#c23621',
  '#25a544',
  '#b8922a',
  '#3a6fd8',
  '#a347ba',
  '#2a9fa8',
  '#b0b0b0',
  '#6a6a6a',
  '#f0564a',
  '#43d566',
  '#e4bd4c',
  '#6c9cff',
  '#d07ae6',
  '#54cfd9',
  '#f2f2f2',
}

---@param number integer 0..255
local function indexed(number)
  if number < 16 then
    return vim.g['terminal_color_' .. number] or sixteen[number]
  end
  if number >= 232 then
    local grey = 8 + (number - 232) * 10
    return ('#%02x%02x%02x'):format(grey, grey, grey)
  end
  local function level(step)
    return step == 0 and 0 or 55 + step * 40
  end
  local cube = number - 16
  return ('#%02x%02x%02x'):format(
    level(math.floor(cube / 36)),
    level(math.floor(cube / 6) % 6),
    level(cube % 6)
  )
end

--- What the numbers of one escape code change in the style.
local function apply(style, codes)
  local i = 1
  while i <= #codes do
    local code = codes[i]
    if code == 0 then
      style.fg, style.bold, style.dim = nil, nil, nil
    elseif code == 1 then
      style.bold = true
    elseif code == 2 then
      style.dim = true
    elseif code == 22 then
      style.bold, style.dim = nil, nil
    elseif code == 39 then
      style.fg = nil
    elseif code >= 30 and code <= 37 then
      style.fg = indexed(code - 30)
    elseif code >= 90 and code <= 97 then
      style.fg = indexed(code - 82)
    elseif code == 38 and codes[i + 1] == 5 then
      style.fg = indexed(codes[i + 2] or 7)
      i = i + 2
    elseif code == 38 and codes[i + 1] == 2 then
      style.fg = ('#%02x%02x%02x'):format(codes[i + 2] or 0, codes[i + 3] or 0, codes[i + 4] or 0)
      i = i + 4
    end
    i = i + 1
  end
end

---@return string? group nil for plain text
local function group_of(style)
  if not style.fg and not style.bold and not style.dim then
    return nil
  end
  if style.dim and not style.fg then
    return 'Comment'
  end
  local name = ('LumenAnsi%s%s'):format((style.fg or '#none'):sub(2), style.bold and 'Bold' or '')
  vim.api.nvim_set_hl(0, name, { fg = style.fg, bold = style.bold })
  return name
end

---@class lumen.Highlight
---@field line integer 0-based
---@field from integer 0-based byte
---@field to integer exclusive
---@field group string

--- Lines with escape codes -> plain lines, and what to highlight in them.
---@param lines string[]
---@return string[] plain
---@return lumen.Highlight[] highlights
function M.parse(lines)
  local plain, highlights = {}, {}
  local style = {}
  for number, line in ipairs(lines) do
    local text, at = '', 1
    while at <= #line do
      local from, to, codes = line:find('\27%[([%d;]*)m', at)
      local piece = line:sub(at, (from or 0) - 1)
      local group = piece ~= '' and group_of(style)
      if group then
        table.insert(highlights, { line = number - 1, from = #text, to = #text + #piece, group = group })
      end
      text = text .. piece
      if not from then
        break
      end
      local numbers = {}
      for code in (codes == '' and '0' or codes):gmatch('%d+') do
        table.insert(numbers, tonumber(code))
      end
      apply(style, numbers)
      at = to + 1
    end
    table.insert(plain, text)
  end
  return plain, highlights
end

return M
