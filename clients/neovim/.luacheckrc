-- The checker's settings: Neovim's Lua, and its one global.
std = 'luajit'
globals = { 'vim' }
max_line_length = 130
