import type { ReportDocument } from '../../../harness/model/documents/report-document.ts';
import { html } from '../../../reports/html/markup.ts';
import { htmlParts } from '../../../reports/html.ts';
import { printable } from '../../../reports/text/printable.ts';
import { scenarioLink } from '../links.ts';
import { PLAIN } from './plain.ts';
import { surrounded } from './surround.ts';

/** A run or a comparison as its report shows it, with the way to the trends of its scenarios. */
export function documentPage(document: ReportDocument, scenarios: readonly string[]): string {
  const { body, ...rest } = htmlParts(document, PLAIN);
  const names = [...new Set(scenarios)];
  return surrounded({
    ...rest,
    body: html`${body}
<section><h2>Over time</h2><ul>${names.map((name) => html`<li><a href="${scenarioLink(name)}">${printable(name)}</a></li>`)}</ul></section>`,
  });
}
