import type { measure } from 'perf-harness/plugin';
import { formatBulletList, formatInlineCode, formatLine } from './format-markdown.ts';
import type { ContextBlock } from './optimization-context-block-schema.ts';

/** Baseline, bottlenecks and the tree of steps. */
export function performanceMapSection({ performance_map: map }: ContextBlock): string {
  const baseline = Object.entries(map.baseline).map(([metric, value]) => `${metric}: ${value}`);
  const top = map.top_bottlenecks.map(
    ({ step, type, share, priority, detail }) =>
      `${step} ${type} ${percent(share)} ${priority}: ${formatLine(detail)}`,
  );
  return [
    `Classification: ${map.bottleneck_classification}. ${formatLine(map.bottleneck_detail)}\n`,
    `### Baseline\n\n${formatBulletList(baseline)}\n`,
    `### Top bottlenecks\n\n${formatBulletList(top)}\n`,
    `### Steps\n\n${stepLines(map.steps, 0).join('\n') || 'None.'}`,
  ].join('\n');
}

function stepLines(steps: readonly measure.Step[], depth: number): readonly string[] {
  return steps.flatMap((step) => {
    const place = step.location === null ? '' : ` ${formatInlineCode(step.location)}`;
    const service = step.service === undefined ? '' : ` [${formatLine(step.service)}]`;
    const time = `${round(step.wall_time_ms)} ms, ${percent(step.time_share_pct)}`;
    const line = `${'  '.repeat(depth)}- ${step.id} ${formatLine(step.function)}${place}${service}: ${time}, ${step.step_type}, ${step.origin}`;
    return [line, ...stepLines(step.children, depth + 1)];
  });
}

/** Lists the candidates in `suspicion_stack`, confirmed first, each with its measurements. */
export function candidateSection({ performance_map: { suspicion_stack: stack } }: ContextBlock) {
  const part = (verdict: measure.Suspicion['verdict']): string =>
    stack
      .filter((candidate) => candidate.verdict === verdict)
      .map(suspicionText)
      .join('\n') || 'None.';
  const isPending = stack.some(({ verdict }) => verdict === 'pending');
  const pending = isPending ? `\n\n### Pending\n\n${part('pending')}` : '';
  return `### Confirmed\n\n${part('confirmed')}\n\n### Dismissed\n\n${part('dismissed')}${pending}`;
}

function suspicionText(candidate: measure.Suspicion): string {
  const evidence = candidate.evidence.map(
    ({ id, question, answer }) =>
      `  - ${formatInlineCode(id)} ${formatLine(question)} ${formatLine(answer)}`,
  );
  return [
    `- ${formatInlineCode(candidate.id)} ${formatLine(candidate.category)} at ${formatInlineCode(candidate.location)}: ${formatLine(candidate.description)} ${formatLine(candidate.verification_note)}`,
    ...evidence,
  ].join('\n');
}

function percent(value: number): string {
  return `${round(value)} %`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
