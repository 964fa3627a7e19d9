import type { measure } from 'perf-harness/plugin';
import type { ContextBlock } from './context-block.ts';
import { bulletList, codeOf, oneLine } from './prose.ts';

/** Baseline, bottlenecks and the tree of steps. */
export function mapSection({ performance_map: map }: ContextBlock): string {
  const baseline = Object.entries(map.baseline).map(([metric, value]) => `${metric}: ${value}`);
  const top = map.top_bottlenecks.map(
    ({ step, type, share, priority, detail }) =>
      `${step} ${type} ${percent(share)} ${priority}: ${oneLine(detail)}`,
  );
  return [
    `Classification: ${map.bottleneck_classification}. ${oneLine(map.bottleneck_detail)}\n`,
    `### Baseline\n\n${bulletList(baseline)}\n`,
    `### Top bottlenecks\n\n${bulletList(top)}\n`,
    `### Steps\n\n${stepLines(map.steps, 0).join('\n') || 'None.'}`,
  ].join('\n');
}

function stepLines(steps: readonly measure.Step[], depth: number): readonly string[] {
  return steps.flatMap((step) => {
    const place = step.location === null ? '' : ` ${codeOf(step.location)}`;
    const service = step.service === undefined ? '' : ` [${oneLine(step.service)}]`;
    const time = `${round(step.wall_time_ms)} ms, ${percent(step.time_share_pct)}`;
    const line = `${'  '.repeat(depth)}- ${step.id} ${oneLine(step.function)}${place}${service}: ${time}, ${step.step_type}, ${step.origin}`;
    return [line, ...stepLines(step.children, depth + 1)];
  });
}

/** Lists the candidates in `suspicion_stack`, confirmed first, each with its measurements. */
export function suspicionSection({ performance_map: { suspicion_stack: stack } }: ContextBlock) {
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
    ({ id, question, answer }) => `  - ${codeOf(id)} ${oneLine(question)} ${oneLine(answer)}`,
  );
  return [
    `- ${codeOf(candidate.id)} ${oneLine(candidate.category)} at ${codeOf(candidate.location)}: ${oneLine(candidate.description)} ${oneLine(candidate.verification_note)}`,
    ...evidence,
  ].join('\n');
}

function percent(value: number): string {
  return `${round(value)} %`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
