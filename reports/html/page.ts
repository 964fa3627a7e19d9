import { html, type Markup } from './markup.ts';
import { STYLE } from './style.ts';
import type { HtmlTone } from './tone.ts';

/** What a page says at its head. */
export interface PageHead {
  readonly title: string;
  /** The verdict in a word, with a sign. */
  readonly sign: string;
  readonly word: string;
  readonly tone: HtmlTone;
  readonly sentence: string;
}

/**
 * A whole document in one file. The policy forbids it to fetch or to run anything, whatever a name
 * in it may contain.
 */
export function htmlPage(
  { title, sign, word, tone, sentence }: PageHead,
  body: Markup,
  hasPictures = false,
): string {
  const images = hasPictures ? ' img-src data:;' : '';
  const policy = `default-src 'none';${images} style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const style = { markup: `<style>${STYLE}</style>` };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${style}
</head>
<body>
<header>
<p class="verdict tone-${tone}"><span aria-hidden="true">${sign}</span> ${word}</p>
<h1>${sentence}</h1>
</header>
<main>
${body}
</main>
</body>
</html>
`.markup;
}
