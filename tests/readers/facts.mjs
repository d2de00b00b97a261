// Whether each table that is wider than its box can be scrolled to its last column.
export function scrolls(doc) {
  return [...doc.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => {
    e.scrollLeft = e.scrollWidth
    const end = e.scrollLeft + e.clientWidth >= e.scrollWidth - 2
    e.scrollLeft = 0
    return end
  })
}

// What a document looks like in the browser; runs inside the page, on the reading system's frame.
export function facts(doc) {
  const view = doc.defaultView
  const style = element => view.getComputedStyle(element)
  const rgb = text => (text.match(/[\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgb(style(e).backgroundColor)
      if (color.length === 3 || color[3] > 0.5) return color
    }
    return null
  }
  const contrast = element => {
    const back = ground(element)
    if (!back) return null
    const [a, b] = [light(rgb(style(element).color)), light(back)].sort((x, y) => x - y)
    return (b + 0.05) / (a + 0.05)
  }
  const texts = [...doc.querySelectorAll('p, h1, h2, h3, li, td, th, figcaption, dt, dd')]
    .filter(e => e.textContent.trim() && style(e).display !== 'none')
  const box = e => e.getBoundingClientRect()
  const column = Math.max(0, ...[...doc.querySelectorAll('body > section, body > nav')].map(e => e.getClientRects()[0]?.width ?? 0))
  const wide = [...doc.body.querySelectorAll('*')]
    .filter(e => !e.parentElement?.closest('.scroll') && [...e.getClientRects()].some(r => r.width > column + 1.5))
    .map(e => `${e.tagName}.${e.className} ${Math.round(box(e).width)}/${Math.round(column)}`)
  const paragraph = doc.querySelector('section > p')
  const ruby = doc.querySelector('ruby'), rt = doc.querySelector('rt'), dots = doc.querySelector('.dots')
  const ratio = (a, b) => parseFloat(style(a).fontSize) / parseFloat(style(b).fontSize)
  return {
    fonts: [...doc.fonts].map(f => [f.family.replace(/"/g, ''), f.status]),
    column,
    wide: wide.slice(0, 5),
    indent: paragraph ? parseFloat(style(paragraph).textIndent) / parseFloat(style(paragraph).fontSize) : null,
    ruby: ruby && rt ? { display: style(ruby).display, size: ratio(rt, ruby) } : null,
    dots: dots ? style(dots).textEmphasisStyle : null,
    contrast: Math.min(...texts.map(contrast).filter(Boolean), 21),
    markers: doc.querySelectorAll('[role=doc-pagebreak]').length,
    images: [...doc.images].map(i => i.naturalWidth > 0),
  }
}
