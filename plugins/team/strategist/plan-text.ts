import { EXIT, UserError } from 'perf-harness';
import { z } from 'zod';
import { criterionText, readCriterion } from '../criterion.ts';
import {
  improvementText,
  type Plan,
  type PlannedOptimization,
  plannedSchema,
  planSchema,
} from './plan.ts';

/** One block of a plan: all that its branch needs, so that it can stand alone (TPS-06). */
export function planBlock(one: PlannedOptimization): string {
  return [
    `### ${one.id}: ${one.title}`,
    '',
    `- Priority: ${one.priority}`,
    `- Target bottleneck: ${one.target_bottleneck}`,
    `- Target files: ${one.target_files.join(', ')}`,
    `- Strategy: ${one.strategy}`,
    `- Expected improvement: ${improvementText(one.expected_improvement)}`,
    `- Risk level: ${one.risk}`,
    '- Success criteria:',
    ...one.success_criteria.map((criterion) => `  - ${criterionText(criterion)}`),
    '- Implementation guidance:',
    ...one.guidance.map((step, at) => `  ${at + 1}. ${step}`),
    '',
  ].join('\n');
}

/** `optimization-plan.md`; {@link readPlan} reads it back. */
export function planText(plan: Plan): string {
  return ['# Optimization plan\n', ...plan.map(planBlock)].join('\n');
}

/** Every block of a plan. @throws UserError that names what of it cannot be used. */
export function readPlan(text: string): Plan {
  return readAs(planSchema, blocksIn(text).map(readBlock));
}

/**
 * The same where improvements may share a file: each by itself can be used.
 * @throws UserError that names what of it cannot be used.
 */
export function readBlocks(text: string): readonly PlannedOptimization[] {
  return readAs(z.array(plannedSchema), blocksIn(text).map(readBlock));
}

function blocksIn(text: string): readonly string[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/^(?=### )/mu)
    .filter((block) => block.startsWith('### '));
}

/** One block alone, as a branch has it. @throws UserError that names what of it cannot be used. */
export function readPlanBlock(text: string): PlannedOptimization {
  return readAs(plannedSchema, readBlock(text.replaceAll('\r\n', '\n').trim()));
}

function readAs<T>(schema: z.ZodType<T>, unchecked: unknown): T {
  const read = schema.safeParse(unchecked);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new UserError({
    code: 'team-plan-unusable',
    message: `The plan of the team cannot be used: ${problems.join('; ')}.`,
    remedy: 'Mend the blocks of optimization-plan.md, or have it made again with team revise.',
    exitCode: EXIT.usage,
  });
}

/** What a block says, unchecked; what it does not say is undefined. */
function readBlock(block: string): Readonly<Record<keyof PlannedOptimization, unknown>> {
  const lines = block.split('\n');
  const [, id, title] = /^### (\S+): (.+)$/u.exec(lines[0] ?? '') ?? [];
  const valueOfLine = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`- ${name}: `))?.slice(name.length + '- : '.length);
  const criteria = itemsBelow(lines, 'Success criteria').map(
    (item) => readCriterion(item.replace(/^- /u, '')) ?? item,
  );
  const guidance = itemsBelow(lines, 'Implementation guidance').map((item) =>
    item.replace(/^\d+\. /u, ''),
  );
  return {
    ...{ id, title, priority: valueOfLine('Priority'), strategy: valueOfLine('Strategy') },
    target_bottleneck: valueOfLine('Target bottleneck'),
    target_files: valueOfLine('Target files')?.split(', '),
    expected_improvement: readImprovement(valueOfLine('Expected improvement')),
    risk: valueOfLine('Risk level'),
    ...{ success_criteria: criteria, guidance },
  };
}

/** Indented lines below a name. */
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
