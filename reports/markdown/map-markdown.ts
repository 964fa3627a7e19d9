import type { BottleneckFact, MapFacts, StepFact } from '../facts/profile/map-facts.ts';
import { cellCode, escapeMarkdown, inlineCode } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const STEP_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Share', align: 'right' },
  { title: 'Time', align: 'right' },
  { title: 'Step', align: 'left' },
  { title: 'Type', align: 'left' },
  { title: 'Where', align: 'left' },
];

/** Where the wall time goes: the steps, what to look at first, what was suspected, the gate. */
export function mapMarkdown(facts: MapFacts): readonly (readonly string[])[] {
  const { title, steps, bottlenecks } = facts;
  return [
    steps.length === 0 ? [] : [`**${escapeMarkdown(title)}**`],
    markdownTable(STEP_COLUMNS, steps.map(stepRow)),
    bottlenecks.map((one, index) => `${index + 1}. ${bottleneckMarkdown(one)}`),
    adviceMarkdown(facts),
    suspicionsMarkdown(facts),
    gateMarkdownLines(facts),
  ];
}

/** Blanks that a table keeps: two for each caller above. */
const LEVEL = '\u00a0\u00a0';

export function stepRow({ share, time, depth, name, place, step }: StepFact): readonly string[] {
  return [
    ...[share, time].map(escapeMarkdown),
    `${LEVEL.repeat(depth)}${cellCode(name)}`,
    escapeMarkdown(step.step_type),
    place === '' ? '' : cellCode(place),
  ];
}

export function bottleneckMarkdown(fact: BottleneckFact): string {
  const { place, share, detail, bottleneck } = fact;
  const where = place === '' ? '' : `, ${inlineCode(place)}`;
  return `**${bottleneck.priority}** ${escapeMarkdown(`${share}, ${bottleneck.type}`)}${where}: ${escapeMarkdown(detail)}`;
}

export function adviceMarkdown({ advice }: MapFacts): readonly string[] {
  return advice === null ? [] : [`→ ${escapeMarkdown(advice)}`];
}

function suspicionsMarkdown({ confirmed, dismissedText }: MapFacts): readonly string[] {
  const lines = confirmed.map(
    ({ place, description, note }) =>
      `- ${inlineCode(place)}: ${escapeMarkdown(`${description} ${note}`)}`,
  );
  if (dismissedText === null) return lines;
  const said = escapeMarkdown(dismissedText);
  return lines.length === 0 ? [said] : [...lines, '', said];
}

export function gateMarkdownLines({ gate: { line, details } }: MapFacts): readonly string[] {
  const said = `**${escapeMarkdown(line)}**`;
  return details.length === 0
    ? [said]
    : [said, '', ...details.map((one) => `- ${escapeMarkdown(one)}`)];
}
