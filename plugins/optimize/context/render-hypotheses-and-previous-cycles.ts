import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import {
  formatBulletList,
  formatInlineCode,
  formatLine,
  formatTableCell,
} from './format-markdown.ts';
import type { ContextBlock } from './optimization-context-block-schema.ts';

/** Every hypothesis with its fields. */
export function hypothesesSection({ hypotheses }: ContextBlock): string {
  return hypotheses.map(hypothesisText).join('\n\n') || 'None.';
}

function hypothesisText(hypothesis: Hypothesis): string {
  const { percent, origin, note } = hypothesis.expected_impact;
  const files = hypothesis.files_to_modify.map(formatInlineCode).join(', ') || 'none';
  return [
    `### ${hypothesis.id}: ${formatLine(hypothesis.description)}\n`,
    formatBulletList([
      `bottleneck_addressed: ${formatLine(hypothesis.bottleneck_addressed)} (${hypothesis.bottleneck_class})`,
      `expected_impact: ${percent} %, ${origin}: ${formatLine(note)}`,
      `complexity: ${hypothesis.complexity}`,
      `risk: ${hypothesis.risk}`,
      `fix_level: ${hypothesis.fix_level}`,
      `files_to_modify: ${files}`,
      `conflicts_with: ${hypothesis.conflicts_with.join(', ') || 'none'}`,
      `dependencies: ${hypothesis.dependencies.join(', ') || 'none'}`,
      `evidence: ${hypothesis.evidence.map(formatInlineCode).join(', ') || 'none'}`,
      `applied by: ${hypothesis.apply?.kind ?? 'hand; never counted as applied'}`,
      ...hypothesis.premises.map(
        ({ text, measurement }) =>
          `premise: ${formatLine(text)} (${measurement === null ? 'assumed' : formatInlineCode(measurement)})`,
      ),
    ]),
  ].join('\n');
}

/** Lists dependencies and conflicts between hypotheses. */
export function relationsSection({ hypotheses }: ContextBlock): string {
  return formatBulletList(
    hypotheses.flatMap(({ id, dependencies, conflicts_with: conflicts }) => [
      ...(dependencies.length === 0 ? [] : [`${id} needs ${dependencies.join(', ')}`]),
      ...(conflicts.length === 0 ? [] : [`${id} conflicts with ${conflicts.join(', ')}`]),
    ]),
  );
}

/** A row for each cycle that is over. */
export function cyclesSection({ previous_cycles: cycles }: ContextBlock): string {
  if (cycles.length === 0) return 'None.';
  return [
    '| cycle | bottleneck | baseline | final | improvement | hypotheses | branch |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...cycles.map(
      (cycle) =>
        `| ${cycle.cycle} | ${formatTableCell(cycle.bottleneck)} | ${cycle.baseline_ms} ms | ${cycle.final_ms} ms | ${cycle.improvement_pct} % | ${formatTableCell(cycle.hypotheses_applied.join(', '))} | ${formatTableCell(cycle.branch ?? '')} |`,
    ),
  ].join('\n');
}
