import type { Hypothesis } from '../document/hypothesis.ts';
import type { ContextBlock } from './context-block.ts';
import { bulletList, cell, codeOf, oneLine } from './prose.ts';

/** Every hypothesis with its fields. */
export function hypothesesSection({ hypotheses }: ContextBlock): string {
  return hypotheses.map(hypothesisText).join('\n\n') || 'None.';
}

function hypothesisText(one: Hypothesis): string {
  const { percent, origin, note } = one.expected_impact;
  const files = one.files_to_modify.map(codeOf).join(', ') || 'none';
  return [
    `### ${one.id}: ${oneLine(one.description)}\n`,
    bulletList([
      `bottleneck_addressed: ${oneLine(one.bottleneck_addressed)} (${one.bottleneck_class})`,
      `expected_impact: ${percent} %, ${origin}: ${oneLine(note)}`,
      `complexity: ${one.complexity}`,
      `risk: ${one.risk}`,
      `fix_level: ${one.fix_level}`,
      `files_to_modify: ${files}`,
      `conflicts_with: ${one.conflicts_with.join(', ') || 'none'}`,
      `dependencies: ${one.dependencies.join(', ') || 'none'}`,
      `evidence: ${one.evidence.map(codeOf).join(', ') || 'none'}`,
      `applied by: ${one.apply?.kind ?? 'hand; it is never counted as applied'}`,
      ...one.premises.map(
        ({ text, measurement }) =>
          `premise: ${oneLine(text)} (${measurement === null ? 'assumed' : codeOf(measurement)})`,
      ),
    ]),
  ].join('\n');
}

/** Who needs whom, and who excludes whom. */
export function relationsSection({ hypotheses }: ContextBlock): string {
  return bulletList(
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
      (one) =>
        `| ${one.cycle} | ${cell(one.bottleneck)} | ${one.baseline_ms} ms | ${one.final_ms} ms | ${one.improvement_pct} % | ${cell(one.hypotheses_applied.join(', '))} | ${cell(one.branch ?? '')} |`,
    ),
  ].join('\n');
}
