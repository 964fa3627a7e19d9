import { html, type Markup } from '../../../reports/html/markup.ts';
import { htmlPage, type PageHead, type PageOptions } from '../../../reports/html/page.ts';

/** A page before it has its navigation. */
export interface PageParts extends PageOptions {
  readonly head: PageHead;
  readonly body: Markup;
}

const STYLE = `
.way{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;justify-content:space-between;margin:0 0 1rem;padding-bottom:.7rem;border-bottom:1px solid var(--line)}
.way form{display:flex;gap:.4rem;align-items:center;min-width:0}.way label{color:var(--faint)}
.way input,.way button{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--faint);border-radius:.3rem;padding:.2rem .6rem;min-width:0;min-height:1.9rem}
.way input{width:12rem;max-width:100%}
.way input:focus-visible,.way button:focus-visible{outline:2px solid var(--base);outline-offset:2px}
.list tbody th{min-width:9rem}.list td{padding-right:.8rem;white-space:nowrap}
main li{overflow-wrap:anywhere}
`;

/** A page with the line on top that leads to the others. @param words - What was searched for. */
export function surrounded({ head, body, style = '', ...rest }: PageParts, words = ''): string {
  const navigation = html`<nav class="way" aria-label="Dashboard"><a href="/">Overview</a>
<form action="/" method="get" role="search"><label for="q">Search</label><input id="q" name="q" type="search" maxlength="200" value="${words}"><button type="submit">Find</button></form></nav>
`;
  return htmlPage(head, withScrolling(body), { ...rest, style: `${style}${STYLE}`, navigation });
}

/** What scrolls can be scrolled by keys (WCAG 2.2, 2.1.1). Texts are escaped: what looks like an element is ours. */
function withScrolling({ markup }: Markup): Markup {
  return { markup: markup.replaceAll('<div class="scroll">', '<div class="scroll" tabindex="0">') };
}
