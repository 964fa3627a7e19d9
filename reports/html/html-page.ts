import { createHash } from 'node:crypto';
import type { TextTone } from '../text/terminal-text-colors.ts';
import { html, type Markup } from './html-markup.ts';
import { PAGE_STYLE } from './html-page-style.ts';

export interface PageHead {
  readonly title: string;
  /** The verdict in a word, with a sign. */
  readonly sign: string;
  readonly word: string;
  readonly tone: TextTone;
  readonly sentence: string;
}

export interface PageOptions {
  readonly hasPictures?: boolean;
  /** Text of the only script of the page; it must not contain values from outside. */
  readonly script?: string;
  readonly style?: string;
  /** Navigation at the top. The server of such a page sends the policy, with the style's hash. */
  readonly navigation?: Markup | null;
}

/**
 * Renders a complete document in one file. Its policy forbids fetching anything, and running
 * anything except a script identified by its hash, whatever the names in it contain.
 */
export function htmlPage(
  { title, sign, word, tone, sentence }: PageHead,
  body: Markup,
  { hasPictures = false, script, style: own = '', navigation = null }: PageOptions = {},
): string {
  const images = hasPictures ? ' img-src data:;' : '';
  const scripts = script === undefined ? '' : ` script-src '${hashOf(script)}';`;
  const policy = `default-src 'none';${images}${scripts} style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const ownPolicy =
    navigation === null
      ? html`<meta http-equiv="Content-Security-Policy" content="${policy}">
`
      : null;
  const style = { markup: `<style>${PAGE_STYLE}${own}</style>` };
  // Target for skipping the navigation above.
  const anchor = navigation === null ? null : html` id="content" tabindex="-1"`;
  const code = script === undefined ? null : { markup: `<script>${script}</script>\n` };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${ownPolicy}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="${navigation === null ? 'no-referrer' : 'same-origin'}">
<title>${title}</title>
${style}
</head>
<body>
${navigation}<header>
<p class="verdict tone-${tone}"><span aria-hidden="true">${sign}</span> ${word}</p>
<h1>${sentence}</h1>
</header>
<main${anchor}>
${body}
</main>
${code}</body>
</html>
`.markup;
}

/** As a Content-Security-Policy names a script (CSP level 3, 2.3.1). */
function hashOf(script: string): string {
  return `sha256-${createHash('sha256').update(script).digest('base64')}`;
}
