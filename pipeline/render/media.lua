-- The embedded engine's own: "pandoc --sandbox" opens no image, so each is put into pandoc's bag beforehand. The names
-- have been through preflight.py and the allow-list of report.lua: files inside the document's folder, no links.
local TYPES = {svg = 'image/svg+xml', png = 'image/png', jpg = 'image/jpeg', jpeg = 'image/jpeg'}
local function Image(img)
  local kind = TYPES[(img.src:match '%.(%w+)$' or ''):lower()]
  assert(kind, ('the image "%s" is not a picture of a kind that a report can hold'):format(img.src))
  local file = assert(io.open(img.src, 'rb'))
  pandoc.mediabag.insert(img.src, kind, file:read 'a')
  file:close()
end
return {{Image = Image}}
