import type { TelemetrySection } from '../facts/telemetry/telemetry-sections.ts';
import { html, type Markup } from './markup.ts';

/** The four sections of telemetry, each with its source; null: nobody looked at any. */
export function telemetrySection(sections: readonly TelemetrySection[] | null): Markup | null {
  if (sections === null) return null;
  return html`<section id="telemetry"><h2>Telemetry</h2>
${sections.map(
  ({ pillar, title, question, source, hasSource, lines }) =>
    html`<section id="telemetry-${pillar}"><h3>${title} <small>${question}?</small></h3><p class="${hasSource ? 'said' : 'faint'}">${source}</p>
${lines.length === 0 ? null : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}</section>
`,
)}</section>
`;
}
