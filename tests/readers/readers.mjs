// Opens EPUBs in three reading systems in a real browser and prints what it sees as JSON.
//   node readers.mjs MODULES OUT BOOK.epub...
// MODULES is the folder with node_modules; pictures of the screens go to OUT.
import { createServer } from 'node:http'
import { readFile, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { facts, scrolls } from './facts.mjs'

const [modules, out, ...books] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(modules), 'here.js'))
const { chromium } = require('playwright-core')
const JSZip = require('jszip')

const KINDS = {
  '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css',
  '.xhtml': 'application/xhtml+xml', '.opf': 'application/oebps-package+xml', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.ttf': 'font/ttf', '.ncx': 'application/x-dtbncx+xml',
  '.xml': 'application/xml', '.json': 'application/json', '.epub': 'application/epub+zip',
}
const DARK = 'html, body { background: #121212 !important; color: #d8d8d8 !important; }'
const SIZES = { phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 } }

const PAGES = {
  foliate: `<style>html,body,foliate-view{margin:0;height:100%;display:block}body{background:BACK}</style>
<script type="module">
import '/node_modules/foliate-js/view.js'
import { FootnoteHandler } from '/node_modules/foliate-js/footnotes.js'
const view = document.createElement('foliate-view'); document.body.append(view)
const blob = await (await fetch('/book.epub')).blob()
await view.open(new File([blob], 'book.epub'))
view.renderer.setAttribute('flow', 'paginated')
view.renderer.setAttribute('max-column-count', 1)
view.renderer.setStyles?.(STYLE)
const count = list => (list ?? []).reduce((n, x) => n + 1 + count(x.subitems), 0)
window.book = { toc: count(view.book.toc), pages: count(view.book.pageList),
  landmarks: count(view.book.landmarks), title: view.book.metadata.title, direction: view.book.dir ?? '' }
window.popup = null
const handler = new FootnoteHandler()
handler.addEventListener('before-render', e => { const v = e.detail.view; v.style.display = 'none'; document.body.append(v) })
handler.addEventListener('render', e => { window.popup = { type: e.detail.type, hidden: e.detail.hidden,
  text: e.detail.view.renderer.getContents()[0].doc.body.textContent.trim() } })
view.addEventListener('link', e => handler.handle(view.book, e)?.catch(x => console.error(x)))
window.documents = () => view.renderer.getContents().map(x => x.doc)
window.show = href => view.goTo(href)
window.tap = () => { const a = documents()[0].querySelector('[role=doc-noteref]'); a?.click(); return Boolean(a) }
window.ready = true
</script>`,
  epubjs: `<style>html,body{margin:0;height:100%;background:BACK}#a{height:100vh;width:100vw}</style>
<script src="/node_modules/jszip/dist/jszip.min.js"></script>
<script src="/node_modules/epubjs/dist/epub.min.js"></script><div id="a"></div><script>
(async () => {
const b = ePub('/book.epub')
const r = b.renderTo('a', { width: innerWidth, height: innerHeight, flow: 'paginated', spread: 'none' })
r.themes.default({}); r.hooks.content.register(c => c.addStylesheetCss(STYLE, 'dark'))
await b.ready; await r.display()
const count = list => (list ?? []).reduce((n, x) => n + 1 + count(x.subitems), 0)
window.book = { toc: count(b.navigation.toc), pages: b.pageList?.pages?.length ?? 0,
  landmarks: b.navigation.landmarks.length, title: b.packaging.metadata.title }
window.documents = () => r.getContents().map(c => c.document)
const root = b.packaging.spine
window.show = href => r.display(href.replace(/^[^/]+\\//, ''))
window.ready = true
})().catch(e => console.error(e))
</script>`,
}

async function unzipped(file) {
  const zip = await JSZip.loadAsync(await readFile(file))
  const members = new Map()
  for (const entry of Object.values(zip.files)) if (!entry.dir) members.set(entry.name, await entry.async('nodebuffer'))
  return members
}

function serve(members, file) {
  const root = path.join(path.resolve(modules), 'node_modules')
  const pages = {}
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://x').pathname)
    let body = null
    try {
      if (name in pages) body = pages[name]
      else if (name === '/book.epub') body = await readFile(file)
      else if (name.startsWith('/book/')) body = members.get(name.slice(6)) ?? null
      else if (name.startsWith('/node_modules/')) body = await readFile(path.join(root, path.normalize(name.slice(13))))
      else if (name === '/favicon.ico') body = ''
    } catch { body = null }
    if (body === null) { response.writeHead(404); response.end(); return }
    response.writeHead(200, { 'Content-Type': KINDS[path.extname(name)] ?? 'text/html; charset=utf-8' })
    response.end(body)
  })
  return new Promise(resolve => server.listen(0, '127.0.0.1', () =>
    resolve({ server, pages, base: `http://127.0.0.1:${server.address().port}` })))
}

// One document of each interesting kind, in the order of the zip.
function chosen(members) {
  const wanted = { cover: /epub:type="cover"/, contents: /epub:type="toc"/, opening: /class="byline"/, part: /epub:type="part"/,
    table: /<table/, wide: /(<th [^>]*>[^<]*<\/th>){9}/, figure: /<figure/, ruby: /<ruby/, dots: /class="dots"/, notes: /doc-noteref/ }
  const found = {}
  // Shown is the nearest place with an id before it, which is mostly its own or its section's.
  for (const [name, data] of members) {
    if (!name.endsWith('.xhtml')) continue
    const text = data.toString()
    for (const [kind, sign] of Object.entries(wanted)) {
      const match = kind in found ? null : sign.exec(text)
      if (!match) continue
      const before = text.slice(0, text.indexOf('>', match.index))
      const id = /.* id="([^"]+)"/s.exec(before)?.[1]
      found[kind] = id && id !== 'title' && id !== 'toc' ? `${name}#${id}` : name
    }
  }
  return found
}

function listen(page, log) {
  page.on('console', m => {
    const text = m.text()
    const harmless = /sandbox|favicon|Third-party cookie|preload/i.test(text)
    if (m.type() === 'error' && !harmless) log.push(`console: ${text}`)
  })
  page.on('pageerror', e => log.push(`page: ${e.message}`))
  page.on('requestfailed', r => { if (!/ERR_ABORTED/.test(r.failure()?.errorText)) log.push(`request: ${r.url()}`) })
  page.on('response', r => { if (r.status() >= 400) log.push(`${r.status()}: ${r.url()}`) })
}

async function frames(page) {
  return page.evaluate(`(async () => { const facts = ${facts.toString()}, scrolls = ${scrolls.toString()};
    const found = []
    for (const d of documents()) { await d.fonts.ready; found.push({ ...facts(d), scrolls: scrolls(d) }) }
    return found })()`)
}

async function read(browser, site, name, theme, size, documents, stem) {
  const log = []
  const page = await browser.newPage({ viewport: SIZES[size], colorScheme: theme })
  listen(page, log)
  const style = theme === 'dark' ? DARK : ''
  site.pages[`/${name}.html`] = '<!DOCTYPE html><meta charset="utf-8">'
    + PAGES[name].replaceAll('STYLE', JSON.stringify(style)).replace('BACK', theme === 'dark' ? '#121212' : '#fff')
  await page.goto(`${site.base}/${name}.html`)
  await page.waitForFunction('window.ready', null, { timeout: 30000 })
  const result = { reader: name, theme, size, book: await page.evaluate('window.book'), views: {} }
  for (const [kind, href] of Object.entries(documents)) {
    await page.evaluate(h => window.show(h), href)
    await page.waitForTimeout(400)
    result.views[kind] = (await frames(page))[0]
    await page.screenshot({ path: `${stem}-${name}-${theme}-${size}-${kind}.png` })
  }
  if (name === 'foliate' && documents.notes) {
    await page.evaluate(h => window.show(h), documents.notes)
    if (await page.evaluate('window.tap()')) {
      await page.waitForFunction('window.popup', null, { timeout: 10000 }).catch(() => {})
      result.popup = await page.evaluate('window.popup')
    }
  }
  result.log = log
  await page.close()
  return result
}

async function vivliostyle(browser, site, packageName, theme, size, stem) {
  const log = []
  const page = await browser.newPage({ viewport: SIZES[size] })
  listen(page, log)
  const { width, height } = SIZES[size]
  const sheet = `@page { size: ${width - 10}px ${height - 120}px; margin: 24px }`
  site.pages['/dark.css'] = theme === 'dark' ? `${sheet} ${DARK} @page { background: #121212 }` : sheet
  const mode = 'bookMode=true&renderAllPages=true&spread=false&zoom=1&userStyle=' + `${site.base}/dark.css`
  await page.goto(`${site.base}/node_modules/@vivliostyle/viewer/lib/index.html#src=${site.base}/book/${packageName}&${mode}`)
  await page.waitForSelector('[data-vivliostyle-viewer-status=complete]', { timeout: 120000 })
  const seen = await page.evaluate(`(() => { const pages = [...document.querySelectorAll('[data-vivliostyle-page-container]')]
    const fonts = [...document.fonts].map(f => [f.family, f.status])
    const scrolls = ${scrolls.toString()}, hidden = []
    // Pages that are not shown have no size.
    for (const box of document.querySelectorAll('.scroll'))
      for (let e = box; e; e = e.parentElement)
        if (getComputedStyle(e).display === 'none') { hidden.push([e, e.style.display]); e.style.display = 'block' }
    const ends = scrolls(document)
    for (const [e, display] of hidden) e.style.display = display
    return { pages: pages.length, fonts, scrolls: ends, characters: pages.reduce((n, p) => n + p.textContent.length, 0) } })()`)
  await page.screenshot({ path: `${stem}-vivliostyle-${theme}-${size}-first.png` })
  for (let n = 0; n < 9; n++) { await page.keyboard.press('ArrowRight'); await page.waitForTimeout(150) }
  await page.screenshot({ path: `${stem}-vivliostyle-${theme}-${size}-text.png` })
  await page.close()
  return { reader: 'vivliostyle', theme, size, book: { printed: seen.pages }, fonts: seen.fonts, scrolls: seen.scrolls, characters: seen.characters, views: {}, log }
}

await mkdir(out, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
const results = []
for (const file of books) {
  const members = await unzipped(file)
  const site = await serve(members, file)
  const stem = path.join(out, path.basename(file, '.epub'))
  const documents = chosen(members)
  const container = members.get('META-INF/container.xml').toString()
  const packageName = /full-path="([^"]+)"/.exec(container)[1]
  for (const theme of ['light', 'dark']) for (const size of Object.keys(SIZES)) {
    for (const name of Object.keys(PAGES))
      results.push({ file: path.basename(file), ...await read(browser, site, name, theme, size, documents, stem) })
    results.push({ file: path.basename(file), ...await vivliostyle(browser, site, packageName, theme, size, stem) })
  }
  site.server.close()
}
await browser.close()
await writeFile(path.join(out, 'readers.json'), JSON.stringify(results, null, 1))
