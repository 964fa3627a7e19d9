import { z } from 'zod';
import { formatCriterion, parseCriterion } from '../success-criterion.ts';
import {
  formatExpectedImprovement,
  type Plan,
  type PlannedOptimization,
  plannedOptimizationSchema,
} from './optimization-plan.ts';

/** Formats a self-contained block of a plan, with everything its branch needs (TPS-06). */
export function formatPlanBlock(planned: PlannedOptimization): string {
  return [
    `### ${planned.id}: ${planned.title}`,
    '',
    `- Priority: ${planned.priority}`,
    `- Target bottleneck: ${planned.target_bottleneck}`,
    `- Target files: ${planned.target_files.join(', ')}`,
    `- Strategy: ${planned.strategy}`,
    `- Expected improvement: ${formatExpectedImprovement(planned.expected_improvement)}`,
    `- Risk level: ${planned.risk}`,
    '- Success criteria:',
    ...planned.success_criteria.map((criterion) => `  - ${formatCriterion(criterion)}`),
    '- Implementation guidance:',
    ...planned.guidance.map((step, at) => `  ${at + 1}. ${step}`),
    '',
  ].join('\n');
}

/** `optimization-plan.md`; {@link readBlocks} reads it back. */
export function formatPlan(plan: Plan): string {
  return ['# Optimization plan\n', ...plan.map(formatPlanBlock)].join('\n');
}

/** Blocks of a plan, or their problems. */
export type ParsedPlanBlocks =
  | { readonly state: 'read'; readonly blocks: readonly PlannedOptimization[] }
  | { readonly state: 'unusable'; readonly problems: readonly string[] };

/** Parses each block by itself; conflicts between blocks are not checked. */
export function parsePlanBlocks(text: string): ParsedPlanBlocks {
  const blocks = text
    .replaceAll('\r\n', '\n')
    .split(/^(?=### )/mu)
    .filter((block) => block.startsWith('### '));
  const read = z.array(plannedOptimizationSchema).safeParse(blocks.map(readBlock));
  if (read.success) return { state: 'read', blocks: read.data };
  const problems = read.error.issues.map(({ path: [at, ...rest], message }) =>
    [`block ${Number(at) + 1}`, ...rest, message].join(': '),
  );
  return { state: 'unusable', problems };
}

/** Parses a block without validation; missing fields are undefined. */
function readBlock(block: string): Readonly<Record<keyof PlannedOptimization, unknown>> {
  const lines = block.split('\n');
  const [, id, title] = /^### (\S+): (.+)$/u.exec(lines[0] ?? '') ?? [];
  const valueOfLine = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`- ${name}: `))?.slice(name.length + '- : '.length);
  const criteria = itemsBelow(lines, 'Success criteria').map(
    (item) => parseCriterion(item.replace(/^- /u, '')) ?? item,
  );
  const guidance = itemsBelow(lines, 'Implementation guidance').map((item) =>
    item.replace(/^\d+\. /u, ''),
  );
  return {
    id,
    title,
    priority: valueOfLine('Priority'),
    strategy: valueOfLine('Strategy'),
    target_bottleneck: valueOfLine('Target bottleneck'),
    target_files: valueOfLine('Target files')?.split(', '),
    expected_improvement: readImprovement(valueOfLine('Expected improvement')),
    risk: valueOfLine('Risk level'),
    success_criteria: criteria,
    guidance,
  };
}

function itemsBelow(lines: readonly string[], name: string): readonly string[] {
  const start = lines.indexOf(`- ${name}:`);
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => !line.startsWith('  '));
  return rest.slice(0, end === -1 ? rest.length : end).map((line) => line.trim());
}

function readImprovement(text: string | undefined): unknown {
  const [, metric, value] = /^(\S+) by (\S+) %$/u.exec(text ?? '') ?? [];
  return metric === undefined ? undefined : { metric, percent: Number(value) };
}
