import type { Attachment } from '../../harness/model/documents/record.ts';
import type { RunFacts } from '../facts/run/run-facts.ts';
import type { RenderOptions } from '../reporter.ts';
import { formatQuantity } from '../scale.ts';
import { html, type Markup } from './markup.ts';

/** How a page loaded and how it stood at rest, in pictures; null where there are none at hand. */
export function filmPart({ run }: RunFacts, pictures: RenderOptions['pictures']): Markup | null {
  const { attachments = [] } = run;
  const shown = attachments.flatMap((attachment) => {
    const jpeg = pictures?.get(attachment.file);
    return jpeg === undefined ? [] : [{ ...attachment, jpeg }];
  });
  const frames = shown.filter(({ kind }) => kind === 'frame');
  const screenshot = shown.find(({ kind }) => kind === 'screenshot');
  if (frames.length === 0 && screenshot === undefined) return null;
  return html`<h3>How it loaded</h3>
<figure><figcaption>the trial nearest to the median</figcaption><ol class="film">${frames.map(frameItem)}</ol></figure>
${screenshot === undefined ? null : html`<details><summary>the page at rest</summary><figure><img class="screenshot" alt="the page at rest" src="${dataAddress(screenshot.jpeg)}"></figure></details>`}
`;
}

function frameItem({ atMs = 0, jpeg }: Attachment & { readonly jpeg: string }): Markup {
  const moment = formatQuantity(atMs, 'ms');
  return html`<li><img alt="the page after ${moment}" src="${dataAddress(jpeg)}"><span>${moment}</span></li>`;
}

function dataAddress(jpeg: string): string {
  return `data:image/jpeg;base64,${jpeg}`;
}
