import { html, type Markup } from '../../../reports/html/markup.ts';
import { htmlPage, type PageHead, type PageOptions } from '../../../reports/html/page.ts';
import { STYLE } from './dashboard-style.ts';
import { SECTIONS, type Section } from './rooms.ts';

/** A page before it has its navigation. */
export interface PageParts extends PageOptions {
  readonly head: PageHead;
  readonly body: Markup;
  /** Where in the navigation it is; absent: nowhere. */
  readonly section?: Section | 'overview';
}

/** A page with the lines on top that lead to the others. @param words - What was searched for. */
export function surrounded(
  { head, body, section, style = '', ...rest }: PageParts,
  words = '',
): string {
  const link = (key: string, href: string, title: string): Markup =>
    html`<li><a href="${href}"${key === section ? html` aria-current="page"` : null}>${title}</a></li>`;
  const navigation = html`<a class="skip" href="#content">Skip to the content</a>
<div class="way"><nav aria-label="Dashboard"><ul>${link('overview', '/', 'Overview')}${Object.entries(SECTIONS).map(([key, { title }]) => link(key, `/${key}`, title))}</ul></nav>
<form action="/" method="get" role="search"><label for="q">Search</label><input id="q" name="q" type="search" maxlength="200" value="${words}"><button type="submit">Find</button></form></div>
`;
  return htmlPage(head, withKeys(body), { ...rest, style: `${style}${STYLE}`, navigation });
}

/**
 * What scrolls can be scrolled by keys (WCAG 2.2, 2.1.1), and a plot that says what it shows can be
 * come to. Texts are escaped: what looks like an element is ours.
 */
function withKeys({ markup }: Markup): Markup {
  return {
    markup: markup
      .replaceAll('<div class="scroll">', '<div class="scroll" tabindex="0">')
      .replaceAll(PLOT, '$& tabindex="0"'),
  };
}

/** A plot with a label of its own; what is decoration has none. */
const PLOT = /<svg class="plot[^"]*"(?=[^>]* role="img")(?![^>]*tabindex)/gu;
