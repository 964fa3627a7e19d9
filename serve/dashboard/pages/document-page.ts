import type { ReportDocument } from '../../../harness/model/documents/report-document.ts';
import { html } from '../../../reports/html/markup.ts';
import { htmlParts } from '../../../reports/html.ts';
import { printable } from '../../../reports/text/printable.ts';
import { scenarioLink } from '../links.ts';
import { PLAIN } from './plain.ts';
import type { Section } from './rooms.ts';
import { surrounded } from './surround.ts';

/**
 * A document as its report shows it, with the way to the trends of its scenarios.
 * @param scenarios - Those that the history knows.
 */
export function documentPage(
  document: ReportDocument,
  section: Section,
  scenarios: readonly string[],
): string {
  const { body, ...rest } = htmlParts(document, PLAIN);
  const names = [...new Set(scenarios)];
  return surrounded({
    ...rest,
    section,
    body: html`${body}
${names.length === 0 ? null : html`<section><h2>Over time</h2><ul>${names.map((name) => html`<li><a href="${scenarioLink(name)}">${printable(name)}</a></li>`)}</ul></section>`}`,
  });
}
