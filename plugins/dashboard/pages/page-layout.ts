import { pages } from 'perf-harness/plugin';
import type { NavigationSections } from './navigation-sections.ts';

const STYLE = `
.skip{position:absolute;left:-99rem}.skip:focus{left:.5rem;top:.5rem;z-index:1;background:var(--page);padding:.4rem .8rem;border:2px solid var(--base);border-radius:.3rem}
.way{display:flex;flex-wrap:wrap;gap:.5rem 1.2rem;align-items:center;justify-content:space-between;margin:0 0 1rem;padding-bottom:.7rem;border-bottom:1px solid var(--line)}
.way ul{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem;margin:0;padding:0}
.way li a{display:inline-block;padding:.2rem .4rem;border-radius:.3rem;text-decoration:none}.way li a:hover{background:var(--soft);text-decoration:underline}
.way li a[aria-current]{background:var(--band);font-weight:600}
.way form{display:flex;gap:.4rem;align-items:center;min-width:0}label{color:var(--faint)}
input,button,select,textarea{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--faint);border-radius:.3rem;padding:.2rem .6rem;min-width:0;max-width:100%;min-height:1.9rem}
button{cursor:pointer}.way input{width:12rem}
:focus-visible,input:focus-within{outline:2px solid var(--base);outline-offset:2px}
.scroll:focus-visible{outline-offset:0}
.list tbody th{min-width:9rem}.list td{padding-right:.8rem;white-space:nowrap}.list td.free{white-space:normal;overflow-wrap:anywhere;min-width:8rem}
.shelf td{padding-right:.8rem;overflow-wrap:break-word}.shelf .number,.shelf code{white-space:nowrap;overflow-wrap:normal}.shelf td ul{list-style:none;margin:0;padding:0}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.6rem 0}.filters label{display:grid;min-width:0}.filters>*>:is(input,select),.filters button{height:2.1rem}
main ul.cards{list-style:none;margin:.6rem 0;padding:0}.card p{margin:.2rem 0}
main li{overflow-wrap:anywhere}
.asked{display:grid;gap:.5rem;max-width:36rem;margin:.6rem 0 1rem}.asked p{margin:0}.asked .both{display:flex;flex-wrap:wrap;gap:.4rem}
.asked label{display:grid;gap:.15rem}.asked label.tick{display:inline-flex;gap:.4rem;align-items:center}.asked input[type=checkbox]{min-height:0}.asked h3{margin:.6rem 0 0}
@media (max-width:44rem){main .scroll>table:not([role]):has(thead th:nth-child(4)){min-width:36rem}.shelf,.shelf tbody{display:block}.shelf thead{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}
.shelf tr{display:grid;grid-template-columns:1fr auto;gap:.1rem .8rem;padding:.4rem 0;border-bottom:1px solid var(--line)}.shelf tbody th,.shelf tbody td{border:0;padding:0;width:auto;min-width:0}.shelf td:nth-child(n+3),.shelf td.free{grid-column:1/-1}.shelf .number{text-align:left}.shelf .number+td{padding-left:0}.shelf td:nth-child(n+3)::before{content:attr(data-title) ": ";color:var(--faint)}.shelf td:empty{display:none}
.filters label{flex:1 1 40%}.long label{flex-basis:100%}.way nav{width:100%}.way form{width:100%}.way form input{flex:1}}
@media print{.way,.skip,form{display:none}}
`;

/** A page before it has its navigation. */
export interface PageParts extends pages.PageOptions {
  readonly head: pages.PageHead;
  readonly body: pages.Markup;
  readonly sections: NavigationSections;
  /** Section of the navigation that the page belongs to, including `overview`; absent: none. */
  readonly section?: string;
}

/** Renders a page with the navigation at its top. @param words - Search query. */
export function renderPageLayout(
  { head, body, sections, section, style = '', ...rest }: PageParts,
  words = '',
): string {
  const link = (key: string, href: string, title: string): pages.Markup =>
    pages.html`<li><a href="${href}"${key === section ? pages.html` aria-current="page"` : null}>${title}</a></li>`;
  const navigation = pages.html`<a class="skip" href="#content">Skip to the content</a>
<div class="way"><nav aria-label="Dashboard"><ul>${link('overview', '/', 'Overview')}${link('compare', '/compare', 'Compare')}${Object.entries(sections).map(([key, { title }]) => link(key, `/${key}`, title))}</ul></nav>
<form action="/" method="get" role="search"><label for="q">Search</label><input id="q" name="q" type="search" maxlength="200" value="${words}"><button type="submit">Find</button></form></div>
`;
  return pages.htmlPage(head, withKeys(body), { ...rest, style: `${style}${STYLE}`, navigation });
}

/**
 * Makes scrollable areas usable by keyboard (WCAG 2.2, 2.1.1), and labelled plots focusable. Texts
 * are escaped, so that only our own elements match.
 */
function withKeys({ markup }: pages.Markup): pages.Markup {
  return {
    markup: markup
      .replaceAll('<div class="scroll">', '<div class="scroll" tabindex="0">')
      .replaceAll(PLOT, '$& tabindex="0"'),
  };
}

/** Plot with a label of its own; decorative plots have none. */
const PLOT = /<svg class="plot[^"]*"(?=[^>]* role="img")(?![^>]*tabindex)/gu;

const LOOKS = {
  'not-found': { title: 'Not found', sign: '?', word: 'Not found', tone: 'doubt' },
  trouble: { title: 'Trouble', sign: '!', word: 'Trouble', tone: 'bad' },
} as const;

export function errorPage(
  sections: NavigationSections,
  look: keyof typeof LOOKS,
  sentence: string,
  more: string,
): string {
  const head = { ...LOOKS[look], sentence };
  return renderPageLayout({ sections, head, body: pages.html`<p>${more}</p>` });
}

/** Renders the page for visitors without the token: what to do, and nothing of the project. */
export function accessDeniedPage(): string {
  const sentence = 'Open the dashboard with the full address that the server printed.';
  return pages.htmlPage(
    { title: 'Locked', sign: '!', word: 'Locked', tone: 'doubt', sentence },
    pages.html`<p>Open the address that <code>perf-harness serve</code> printed when it was started: it ends in <code>?token=…</code>. Each start makes a new one. The browser is then known until it is closed.</p>`,
    { navigation: pages.html`` },
  );
}
