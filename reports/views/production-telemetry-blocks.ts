import type { TelemetrySection } from '../display-facts/production-telemetry-sections.ts';
import type { Fact, ListBlock } from '../format-independent-report-view.ts';
import { createFact } from '../report-block-builders.ts';

export function telemetryList(sections: readonly TelemetrySection[]): ListBlock {
  return {
    type: 'list',
    title: 'Telemetry',
    noun: 'section',
    items: sections.map(({ title, question, source, hasSource, lines }) => ({
      lead: `${title}:`,
      leadTone: hasSource ? 'strong' : 'faint',
      text: `${question}? ${source}`,
      details: lines.map((text) => ({ text, tone: 'plain' })),
    })),
  };
}

export function telemetryAgentFacts(sections: readonly TelemetrySection[]): readonly Fact[] {
  return sections.map(({ pillar, question, source }) =>
    createFact('telemetry', { section: pillar, question, source }),
  );
}
