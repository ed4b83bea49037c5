-- The one filter of every report. Both engines run it on the bare pandoc document, before anything of their own:
-- Quarto by "filters: [{path: theme/report.lua, at: pre-ast}]", the embedded engine by "pandoc -L theme/report.lua".
-- It 1. removes what is not on an allow-list, 2. opens callouts and columns, 3. numbers headings, paragraphs, figures
-- and tables as text, 4. resolves references, 5. lays all of it out, 6. writes what stands under a title in Word. So
-- neither engine's own way of doing this shows.
-- assert(), never error(): Quarto makes error() a mere log line.
local List, str = pandoc.List, pandoc.utils.stringify
local html, typst, docx = FORMAT:match 'html' ~= nil, FORMAT:match 'typst' ~= nil, FORMAT == 'docx'
local pptx, reveal = FORMAT == 'pptx', FORMAT == 'revealjs'
local deck = pptx or reveal   -- slides: nothing is numbered, and nothing is referred to
local NAMES = {fig = 'Figure', tbl = 'Table', sec = 'Section'}
local KINDS = {note = 'Note', tip = 'Tip', important = 'Important', warning = 'Warning', caution = 'Caution'}

local function raw(text) return pandoc.RawInline('typst', text) end
local function block(text) return pandoc.RawBlock('typst', text) end
local function word(text) return pandoc.RawInline('openxml', text) end
local TAB = word '<w:r><w:tab/></w:r>'
-- attributes as a list of pairs: a table with keys comes out in random order
local function attr(id, classes, keys) return pandoc.Attr(id or '', classes or {}, keys or {}) end
local function styled(blocks, name) return pandoc.Div(blocks, attr('', {}, {{'custom-style', name}})) end   -- Word's styles
local function quote(text) return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%c', ' ') .. '"' end
local function kind(id) local k = id:match '^(%l+)%-'; return NAMES[k] and k end
-- a name that Quarto does not take for one of its own cross-references
local function anchor(id) return (id:gsub('^fig%-', 'figure-'):gsub('^tbl%-', 'table-')) end
local function label(id) return id ~= '' and (' <%s>'):format(anchor(id)) or '' end
local function join(...) local out = List{}; for _, part in ipairs{...} do out:extend(part) end; return out end

-- 1. Allow-lists ----------------------------------------------------------------------------------------------------
local SCHEMES = {http = true, https = true, mailto = true}
local KEYS = {['fig-alt'] = true, ['tbl-colwidths'] = true, ['layout-ncol'] = true, width = true, height = true}

local function is_callout(el)
  return el.t == 'Div' and el.classes:find_if(function(c) return KINDS[c:match '^callout%-(%l+)$' or ''] end) ~= nil
end
local function is_shortcode(el)   -- how Quarto, and only Quarto, carries a shortcode that it has still to run
  return quarto ~= nil and el.classes:find_if(function(c) return c:match '^quarto%-shortcode__' end) ~= nil
end
local function is_size(value) return value:match '^%d+%.?%d*%%?$' or value:match '^%d+%.?%d*[cmip][mnx]$' end
local function strip(el)
  local kept = {}
  for key, value in pairs(el.attributes) do
    local fits = (key ~= 'width' and key ~= 'height') or is_size(value)
    local allowed = KEYS[key] or (key == 'title' and is_callout(el)) or (is_shortcode(el) and key:match '^data%-')
    if allowed and fits then kept[#kept + 1] = {key, value} end
  end
  local id = el.identifier:match '^[%w_.:\x80-\xff-]+$' or ''
  local classes = el.classes:filter(function(c) return c:match '^[%w_-]+$' end)   -- "typst:no-figure" is for us alone
  el.attr = attr(id, classes, kept)
  return el
end
local function allow_link(link)
  local target = link.target
  local scheme = target:match '^(%a[%w+.-]*):'
  assert(target:match '^#' or (scheme and SCHEMES[scheme:lower()] and not target:match '%c'),
    ('the link to "%s" is not allowed: a link may begin with http:, https:, mailto: or #'):format(target))
  link = strip(link)
  link.title = ''
  return link
end
local function allow_image(img)
  local src = img.src
  local inside = not (src:match '^%a[%w+.-]*:' or src:match '^/' or src:match '\\' or src:match '%%' or src:match '%.%.')
  assert(inside and src ~= '', ('the image "%s" is not allowed: name a file inside the folder of the document'):format(src))
  img = strip(img)
  img.title = ''
  return img
end
local function no_raw(el)
  assert(quarto ~= nil or el.format == '', 'raw HTML, Typst and TeX are not allowed')
end
local allow = {Link = allow_link, Image = allow_image, RawInline = no_raw, RawBlock = no_raw,
  Span = strip, Div = strip, Header = strip, Figure = strip, Table = strip, Code = strip, CodeBlock = strip}

-- 2. Callouts, key figures, columns: before numbering, since a heading in a callout is its title ----------------------
local function callout(div, k)
  local title, body = List{}, List(div.content)
  if div.attributes.title then title = List{pandoc.Str(div.attributes.title)}
  elseif body[1] and body[1].t == 'Header' then title = body:remove(1).content end
  local head = List{pandoc.Str(KINDS[k] .. (#title > 0 and ':' or ''))}
  if #title > 0 then head = join(head, {pandoc.Space()}, title) end
  if typst then
    return join({pandoc.Plain(join({raw('#notice("' .. k .. '", [')}, head, {raw '])['}))}, body, {block ']'})
  elseif docx then
    local style = 'Callout ' .. KINDS[k]
    local loose = pandoc.Blocks(body):walk{Plain = function(p) return pandoc.Para(p.content) end}   -- a tight list has its own style
    return List{styled({pandoc.Para(head)}, style .. ' Title'), styled(loose, style)}
  elseif deck then return join({pandoc.Para{pandoc.Strong(head)}}, body)
  elseif html then
    local top = pandoc.Div({pandoc.Plain(head)}, attr('', {'notice-title'}))
    return pandoc.Div(join({top}, body), attr('', {'notice', 'notice-' .. k}, {{'role', 'note'}}))
  end
end
local function key_figures(div)   -- ::: {.key-figures} round a list of items "**20 of 21** words"
  local list = div.content[1]
  assert(#div.content == 1 and list.t == 'BulletList', 'a key-figures block holds one bullet list and nothing else')
  local tiles = List{}
  for _, item in ipairs(list.content) do
    local text = List(pandoc.utils.blocks_to_inlines(item))
    assert(text[1] and text[1].t == 'Strong', 'each item of key-figures begins with its number in bold: - **20 of 21** words')
    if html or deck then tiles:insert({pandoc.Plain(text)}) end
    local words = text:filter(function(_, i) return i > 1 end)
    if docx then
      if words[1] and words[1].t == 'Space' then words:remove(1) end
      local number = pandoc.Span(text[1].content, attr('', {}, {{'custom-style', 'Key Number'}}))
      tiles:insert(pandoc.Para(join({number, TAB}, words)))
    elseif typst then
      tiles:insert(pandoc.Plain(join({raw 'key-figure['}, text[1].content, {raw ']['}, words, {raw '],'})))
    end
  end
  if html then return pandoc.Div({pandoc.BulletList(tiles)}, attr('', {'key-figures'})) end
  if typst then return join({block '#key-figures('}, tiles, {block ')'}) end
  if docx then return styled(tiles, 'Key Figure') end
  return pandoc.BulletList(tiles)
end
local function side_by_side(div, n)
  if deck then   -- two beside one another, as pandoc lays columns out; more have no room
    local halves = List(div.content):map(function(b) return pandoc.Div({b}, attr('', {'column'})) end)
    return pandoc.Div(halves, attr('', {'columns'}))
  end
  if not typst then return pandoc.Div(div.content, attr('', {'side-by-side'})) end
  local out = List{block(('#side-by-side(%d,'):format(n))}
  for _, b in ipairs(div.content) do out:extend{block '[', b, block '],'} end
  return join(out, {block ')'})
end
local function Div(div)
  for _, class in ipairs(div.classes) do
    local k = class:match '^callout%-(%l+)$'
    if KINDS[k] then return callout(div, k) end
  end
  local n = math.tointeger(tonumber(div.attributes['layout-ncol']))
  if div.classes:includes 'key-figures' then return key_figures(div)
  elseif n then return side_by_side(div, n)
  elseif div.classes:includes 'draft-mark' and typst then return join({block '#mark-box['}, div.content, {block ']'})
  elseif div.classes:includes 'draft-mark' and docx then return styled(div.content, 'Draft Mark')
  elseif div.classes:includes 'pagebreak' then
    if typst then return block '#pagebreak(weak: true)' end
    if docx then return pandoc.RawBlock('openxml', '<w:p><w:r><w:br w:type="page"/></w:r></w:p>') end
    return {}
  end
end

-- 3. Numbers, in document order. Paragraphs and sub-headings under one heading share one count ------------------------
local numbers, anchors, given = {}, {}, {}
local floats, counts, depth, root = {fig = 0, tbl = 0}, {}, 0, nil   -- root: nil (numbered), "A" (appendix), "" (no number)

local function number_at(level)   -- the next number at this level, which no other heading or paragraph has
  for i = 1, level - 1 do counts[i] = counts[i] or 0 end
  counts[level] = (counts[level] or 0) + 1
  for i = level + 1, #counts do counts[i] = nil end
  local parts = {table.unpack(counts, 1, level)}
  if root then parts[1] = root end
  local n = table.concat(parts, '.')
  assert(not given[n], ('the number %s would stand twice'):format(n))
  given[n] = true
  return n
end
local function unnumbered(h)
  if h.level > 1 then   -- its paragraphs go on with the count of the heading above it
    depth = math.min(depth, h.level - 1)
    return
  end
  counts[1], depth = counts[1] or 0, 1
  for i = 2, #counts do counts[i] = nil end
  root = str(h):match '^Appendix (%u)%f[%W]' or ''
  if root ~= '' then
    assert(not given[root], ('there are two appendices %s'):format(root))
    given[root], numbers[h.identifier] = true, root
  end
end
local function heading(h)
  if h.identifier ~= '' then anchors[h.identifier] = true end
  if h.classes:includes 'unnumbered' then return unnumbered(h) end
  if h.level == 1 then root = nil end
  assert(root ~= '', ('"%s" stands under a heading without a number: add {.unnumbered}'):format(str(h)))
  depth = h.level
  local n = number_at(h.level)
  numbers[h.identifier] = n
  local shown = html and pandoc.Span(n, attr('', {'header-section-number'})) or pandoc.Str(n)
  h.content = join({shown, pandoc.Space()}, h.content)
  h.classes:insert 'unnumbered'
  return h
end
local function opening(p)   -- the span that opens a numbered paragraph
  local first = p.content[1]
  return first and first.t == 'Span' and first.classes:includes 'para' and first
end
local function count_paragraph(p)
  local mark = opening(p)
  if not mark then return end
  assert(depth > 0 and root ~= '', 'a numbered paragraph stands under a heading that has a number: ' .. str(p):sub(1, 60))
  local own, due = str(mark), number_at(depth + 1)
  assert(own == '' or own == due, ('paragraph %s stands where %s is due'):format(own, due))
  mark.content = {pandoc.Str(due)}
  if mark.identifier ~= '' then numbers[mark.identifier], anchors[mark.identifier] = due, true end
  p.content[1] = mark
  return p
end
local function count_float(el)
  local k = kind(el.identifier)
  if not floats[k] then return end
  assert(not numbers[el.identifier], ('the name %s is given twice'):format(el.identifier))
  floats[k] = floats[k] + 1
  numbers[el.identifier], anchors[anchor(el.identifier)] = tostring(floats[k]), true
end
-- Quarto's reader leaves "{#tbl-x tbl-colwidths=...}" in the caption as text, so both engines do, and it is read here
local function count_table(t)
  local last = t.caption.long[#t.caption.long]
  local text = last and List(last.content) or List{}
  for i = #text, 1, -1 do
    if text[i].t == 'Str' and text[i].text:match '^{#tbl%-' then
      local spec = str(text:filter(function(_, j) return j >= i end)):gsub('\u{201c}', '"'):gsub('\u{201d}', '"')
      local id = spec:match '^{#(tbl%-[%w_-]+)[^{}]*}$'
      assert(id, 'not a table identifier: ' .. spec)
      t.identifier = id
      t.attributes['tbl-colwidths'] = spec:match 'tbl%-colwidths="(%[[%d,. ]+%])"'
      for j = #text, math.max(i - 1, 1), -1 do text:remove(j) end
      last.content = text
      t.caption.long[#t.caption.long] = last
      break
    end
  end
  count_float(t)
  return t
end
local function number_all(doc)
  return doc:walk{traverse = 'topdown', Header = heading, Para = count_paragraph, Figure = count_float, Table = count_table,
    Div = function(d) if d.identifier ~= '' then anchors[d.identifier] = true end end}
end

-- 4. References -------------------------------------------------------------------------------------------------------
local function Cite(cite)
  local out = List{}
  for i, one in ipairs(cite.citations) do
    local k, n = kind(one.id), numbers[one.id]
    assert(k and n, 'no such cross-reference: @' .. one.id)
    local name = n:match '^%u' and k == 'sec' and 'Appendix' or NAMES[k]
    if i > 1 then out:extend{pandoc.Str ',', pandoc.Space()} end
    if #one.prefix > 0 then out = join(out, one.prefix, {pandoc.Space()}) end
    local text = one.mode == 'SuppressAuthor' and n or name .. '\u{a0}' .. n
    out:insert(pandoc.Link({pandoc.Str(text)}, '#' .. anchor(one.id)))
    out:extend(one.suffix)
  end
  return out
end
local function Link(link)   -- [](#para-x) is that paragraph's number
  local id = link.target:match '^#(.+)$'
  if not id then return end
  assert(anchors[anchor(id)] or anchors[id], 'there is nothing in this document to link to at #' .. id)
  link.target = '#' .. anchor(id)
  if #link.content == 0 then
    assert(numbers[id], 'the place at #' .. id .. ' has no number, so the link needs words: [words](#' .. id .. ')')
    link.content = {pandoc.Str(numbers[id])}
  end
  return link
end

-- 5. Layout -----------------------------------------------------------------------------------------------------------
local function caption(el)
  local text, n = List(pandoc.utils.blocks_to_inlines(el.caption.long)), numbers[el.identifier]
  if not n or typst then return text end
  return join({pandoc.Strong{pandoc.Str(NAMES[kind(el.identifier)] .. '\u{a0}' .. n .. ':')}, pandoc.Space()}, text)
end
local function typst_float(el, body)
  local k, text = kind(el.identifier), caption(el)
  if not floats[k] and #text == 0 then return body end
  local number = floats[k] and quote(numbers[el.identifier]) or 'none'
  local head = ('#report-float("%s", %s, ['):format(floats[k] and k or (el.t == 'Table' and 'tbl' or 'fig'), number)
  return join({pandoc.Plain(join({raw(head)}, text, {raw '])['}))}, body, {pandoc.Plain{raw(']' .. label(el.identifier))}})
end
local function Image(img)
  local alt = img.attributes['fig-alt'] or str(img.caption)
  img.attributes['fig-alt'] = nil
  if typst then
    local size = ''
    for _, key in ipairs{'width', 'height'} do
      local v = img.attributes[key] or ''
      if v:match '^[%d.]+%%$' or v:match '^[%d.]+[cmi][mn]$' then size = size .. (', %s: %s'):format(key, v) end
    end
    return raw(('#box(image(%s, alt: %s%s))'):format(quote(img.src), quote(alt), size))
  end
  if pptx then img.title = alt   -- where PowerPoint's writer looks for it
  else img.caption = {pandoc.Str(alt)} end
  if html or reveal then img.attributes.alt = alt end
  return img
end
local function Figure(fig)
  if typst then return typst_float(fig, fig.content) end
  return pandoc.Figure(fig.content, {long = {pandoc.Plain(caption(fig))}}, attr(anchor(fig.identifier)))
end
local function share_widths(t)
  local widths, sum = List{}, 0
  for x in (t.attributes['tbl-colwidths'] or ''):gmatch '[%d.]+' do widths:insert(tonumber(x)); sum = sum + widths[#widths] end
  if #widths == 0 then   -- pandoc takes widths from the dashes of a long table; dashes of one length say nothing
    local first = t.colspecs[1] and t.colspecs[1][2]
    local equal = List(t.colspecs):find_if(function(spec) return spec[2] ~= first end) == nil
    if equal then t.colspecs = List(t.colspecs):map(function(spec) return {spec[1], nil} end) end
    return
  end
  for i, spec in ipairs(t.colspecs) do t.colspecs[i] = {spec[1], widths[i] and widths[i] / math.max(sum, 100)} end
end
local function is_number(cell)
  local text = str(cell.contents):gsub('\u{a0}', ' '):gsub('\u{2212}', '-'):gsub('\u{2013}', '-'):gsub('£', '')
  return text:match '^[-+]?%d[%d., ]*%%?$' ~= nil
end
local function align_numbers(t)   -- a column that holds nothing but numbers stands right, unless its author said where
  for i, spec in ipairs(t.colspecs) do
    local all, rows = spec[1] == 'AlignDefault', 0
    for _, body in ipairs(t.bodies) do
      for _, row in ipairs(body.body) do
        rows = rows + 1
        all = all and row.cells[i] ~= nil and is_number(row.cells[i])
      end
    end
    if all and rows > 0 then t.colspecs[i] = {'AlignRight', spec[2]} end
  end
end
local function name_headers(t)   -- HTML: which cells head a column, which a row
  local headed = #t.head.rows > 0 and str(t.head.rows[1].cells[1].contents) ~= '' and #t.colspecs > 1
  local rows = List(t.head.rows):map(function(row)
    row.cells = List(row.cells):map(function(cell) cell.attr = attr('', {}, {{'scope', 'col'}}); return cell end)
    return row
  end)
  t.head = pandoc.TableHead(rows, t.head.attr)
  t.bodies = List(t.bodies):map(function(body)
    if not headed then return body end
    body.row_head_columns = 1
    body.body = List(body.body):map(function(row)
      local cells = List(row.cells)
      cells[1].attr = attr('', {}, {{'scope', 'row'}})
      row.cells = cells
      return row
    end)
    return body
  end)
end
local function longest(row)   -- bytes of the longest cell
  local most = 0
  for _, cell in ipairs(row.cells) do most = math.max(most, #str(cell.contents)) end
  return most
end
local function keep_rows(t)   -- PDF: a row stands whole on one page, unless it is so long that it would run off it
  t.bodies = List(t.bodies):map(function(body)
    body.body = List(body.body):map(function(row)
      if longest(row) > 1000 then return row end
      row.cells = List(row.cells):map(function(cell) cell.attr = attr('', {}, {{'typst:breakable', 'false'}}); return cell end)
      return row
    end)
    return body
  end)
end
local function is_short(t)   -- PDF: so short that a page break would rather be before the table than in it
  local rows, most = 0, 0
  for _, body in ipairs(t.bodies) do
    for _, row in ipairs(body.body) do rows, most = rows + 1, math.max(most, longest(row)) end
  end
  return rows <= 18 and most <= 200   -- all themes of the packaged list, with their base
end
local function Table(t)
  share_widths(t)
  align_numbers(t)
  local copy, text = t:clone(), caption(t)
  -- in a span, since Quarto looks for an identifier at the end of a caption
  copy.attr, copy.caption = attr(), {long = #text > 0 and {pandoc.Plain{pandoc.Span(text)}} or {}}
  if typst then
    keep_rows(copy)
    copy.attr, copy.caption = attr('', {'typst:no-figure'}), {long = {}}
    local float = typst_float(t, List{copy})
    if not is_short(t) then return float end
    return join({block '#block(breakable: false, width: 100%, above: 1.6em, below: 1.8em)['}, float, {block ']'})
  end
  if deck then return copy end
  if not html then return pandoc.Div({copy}, attr(anchor(t.identifier), {'table'})) end
  name_headers(copy)
  local narrow = #t.colspecs < 3 and not t.attributes['tbl-colwidths']
  if #t.colspecs < 4 then
    return pandoc.Div({copy}, attr(anchor(t.identifier), narrow and {'table', 'table-narrow'} or {'table'}))
  end
  local name = #text > 0 and str(text) or 'Table'   -- a wide table scrolls in a region that the keyboard reaches
  return pandoc.Div({copy}, attr(anchor(t.identifier), {'table', 'table-wide'}, {{'tabindex', '0'}, {'role', 'region'}, {'aria-label', name}}))
end
local function Para(p)
  local mark = opening(p)
  if not mark then return end
  local rest = List(p.content):filter(function(_, i) return i > 1 end)
  if rest[1] and rest[1].t == 'Space' and not html then rest:remove(1) end
  if deck then return pandoc.Para(rest) end
  if docx then
    mark.attributes['custom-style'] = 'Paragraph Number'
    return styled({pandoc.Para(join({mark, TAB}, rest))}, 'Numbered Paragraph')
  end
  if typst then
    return pandoc.Para(join({raw '#numbered['}, mark.content, {raw ']['}, rest, {raw(']' .. label(mark.identifier))}))
  elseif html then return pandoc.Div({p}, attr('', {'numbered'})) end
end
local function lists_of_paragraphs(blocks)   -- in print a list that a numbered paragraph opens stands under its words
  local out, under = List{}, false
  for _, b in ipairs(blocks) do
    local list = b.t == 'BulletList' or b.t == 'OrderedList'
    if list and under then out:extend{block '#under-number[', b, block ']'} else out:insert(b) end
    under = (b.t == 'Para' and opening(b) ~= nil and opening(b) ~= false) or (list and under)
  end
  return out
end
local function one_title(h)   -- HTML: the title is the page's one h1, so a level-1 heading is an h2
  if html then h.level = h.level + 1; return h end
end
local function Quoted(q)
  local open, close = '\u{201c}', '\u{201d}'
  if q.quotetype == 'SingleQuote' then open, close = '\u{2018}', '\u{2019}' end
  return join({pandoc.Str(open)}, q.content, {pandoc.Str(close)})
end
-- Typst reads "- ", "1. " at the start of a content block as markup, "--" as a dash, "-1" with a minus sign, "//" as a
-- comment, and pandoc writes a dash or a curly quotation mark in ASCII. A string stays as it is, so every word that is
-- not plainly a word is written as one.
local function Str(s)
  local plain = s.text:match '^[%w\x80-\xff,;:!?()%%.]*$' and not s.text:match '^%d+%.' and not s.text:match '%.%.'
    and not s.text:match '\xe2\x80'   -- U+2000 to U+203F, where the dashes and quotation marks stand
  if not plain then return raw('#' .. quote(s.text) .. ';') end
end
local PRINTED = {'title', 'subtitle', 'running-title', 'edition', 'page-mark', 'draft-mark', 'by-author', 'keywords', 'details'}
local function words_in(meta)
  if pandoc.utils.type(meta) == 'Inlines' then return meta:walk{Str = Str} end
  if type(meta) == 'table' then
    for key, value in pairs(meta) do meta[key] = words_in(value) end
  end
  return meta
end
local function verbatim(doc)   -- not in all metadata: a language or a paper size is no text
  doc.blocks = doc.blocks:walk{Str = Str}
  for _, key in ipairs(PRINTED) do
    if doc.meta[key] then doc.meta[key] = words_in(doc.meta[key]) end
  end
  return doc
end

-- 6. What stands under the title in Word and on the first slide: in a page and in print the templates have it ------------
local function names_of(meta)   -- as the embedded engine gives them, as Quarto does, as they are written
  local given = meta['by-author'] or meta.author
  if not given then return List{} end
  local list = pandoc.utils.type(given) == 'List' and given or {given}
  return List(list):map(function(one)
    local literal = type(one) == 'table' and one.name and (one.name.literal or one.name) or one
    return List(pandoc.utils.type(literal) == 'Inlines' and literal or {pandoc.Str(str(literal))})
  end)
end
local function inlines_of(value)
  return value and List(pandoc.utils.type(value) == 'Inlines' and value or {pandoc.Str(str(value))})
end
local function in_a_line(parts, between)
  local out = List{}
  for _, part in ipairs(parts) do
    if #out > 0 then out:extend(between) end
    out:extend(part)
  end
  return out
end
local function present(...)   -- those of its arguments that are there: a table would end at the first that is not
  local out = List{}
  for i = 1, select('#', ...) do
    local part = select(i, ...)
    if part and #part > 0 then out:insert(part) end
  end
  return out
end
local function forget(meta, ...)
  for _, key in ipairs{...} do meta[key] = nil end
end
-- A field that Word can make again, with its entries in it, so that it is never empty. Without numbers of pages: Word alone
-- knows them, and a file that asks Word to fill them in (updateFields) greets everyone who opens it with a question.
local function contents(doc)
  local depth = tonumber(doc.meta['contents-depth'] and str(doc.meta['contents-depth']))
  if not depth then return List{} end
  local entries = List{}
  doc:walk{Header = function(h)
    if h.level > depth or h.identifier == '' then return end
    local number, text = numbers[h.identifier], List(h.content:clone())
    text = text:filter(function(one) return one.t ~= 'Note' end)
    if number and h.level >= 1 and text[1] and str(text[1]) == number then
      text:remove(1)
      if text[1] and text[1].t == 'Space' then text:remove(1) end
      text = join({pandoc.Str(number), TAB}, {pandoc.Str(str(text))})
    end
    entries:insert({level = h.level, line = List{pandoc.Link(text, '#' .. h.identifier)}})
  end}
  if #entries == 0 then return List{} end
  local function field(kind) return ('<w:r><w:fldChar w:fldCharType="%s"/></w:r>'):format(kind) end
  local code = ('<w:r><w:instrText xml:space="preserve"> TOC \\o "1-%d" \\n \\h \\z \\u </w:instrText></w:r>'):format(depth)
  entries[1].line:insert(1, word(field 'begin' .. code .. field 'separate'))
  entries[#entries].line:insert(word(field 'end'))
  local open = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    .. '</w:sdtPr><w:sdtContent>'
  local out = List{pandoc.RawBlock('openxml', open), styled({pandoc.Para{pandoc.Str 'Contents'}}, 'TOC Heading')}
  for _, entry in ipairs(entries) do out:insert(styled({pandoc.Para(entry.line)}, 'toc ' .. entry.level)) end
  out:insert(pandoc.RawBlock('openxml', '</w:sdtContent></w:sdt>'))
  return out
end
local function word_front(doc)
  local meta, out = doc.meta, List{}
  local line
  if meta.details then   -- the header block of a committee report, which names author and date
    for _, detail in ipairs(meta.details) do
      out:insert(styled({pandoc.Para(join({pandoc.Strong(inlines_of(detail.term)), TAB}, inlines_of(detail.words)))}, 'Detail'))
    end
    line = present(inlines_of(meta.edition))
  else
    local comma = {pandoc.Str ',', pandoc.Space()}
    line = present(in_a_line(names_of(meta), comma), inlines_of(meta.date), inlines_of(meta.edition))
  end
  if #line > 0 then
    out:insert(styled({pandoc.Para(in_a_line(line, {pandoc.Space(), pandoc.Str '·', pandoc.Space()}))}, 'Byline'))
  end
  if meta['page-mark'] then out:insert(styled({pandoc.Para(inlines_of(meta['page-mark']))}, 'Page Mark')) end
  if meta['draft-mark'] then out:insert(styled({pandoc.Para(inlines_of(meta['draft-mark']))}, 'Draft Mark')) end
  doc.blocks = join(out, contents(doc), doc.blocks)
  forget(meta, 'author', 'authors', 'by-author', 'date', 'details', 'edition', 'page-mark', 'draft-mark', 'running-title', 'contents-depth')
  return doc
end
local function first_slide(doc)
  local meta = doc.meta
  local marks = present(inlines_of(meta['page-mark']), inlines_of(meta['draft-mark'])):map(function(m) return List{pandoc.Strong(m)} end)
  local comma = {pandoc.Str ',', pandoc.Space()}
  local byline = present(in_a_line(names_of(meta), comma), inlines_of(meta.date), inlines_of(meta.edition))
  local lines = join(#byline > 0 and List{in_a_line(byline, {pandoc.Space(), pandoc.Str '·', pandoc.Space()})} or List{}, marks)
  meta.author = #lines > 0 and pandoc.MetaInlines(in_a_line(lines, {pandoc.LineBreak()})) or nil
  forget(meta, 'authors', 'by-author', 'date', 'details', 'edition', 'page-mark', 'draft-mark', 'running-title', 'contents-depth')
  return doc
end

if deck then
  return {
    allow,
    {traverse = 'topdown', Div = Div},
    {Link = Link, Cite = Cite},
    {Image = Image, Para = Para, Quoted = Quoted},
    {Table = Table},
    {Pandoc = first_slide},
  }
end
local passes = {
  allow,
  {traverse = 'topdown', Div = Div},
  {Pandoc = number_all},
  {Link = Link, Cite = Cite},
  {Image = Image, Para = Para, Header = one_title, Quoted = Quoted},
  {Figure = Figure, Table = Table},
}
if typst then
  table.insert(passes, 5, {Blocks = lists_of_paragraphs})   -- while a numbered paragraph is still one
  table.insert(passes, {Pandoc = verbatim})
end
if docx then table.insert(passes, {Pandoc = word_front}) end
return passes
