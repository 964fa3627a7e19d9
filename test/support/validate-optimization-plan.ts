import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import type { ContextBlock } from '../../plugins/optimize/context/optimization-context-block-schema.ts';
import { readContext } from '../../plugins/optimize/context/read-optimization-context-file.ts';
import { renderContext } from '../../plugins/optimize/context/render-optimization-context-file.ts';
import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import type { TryHypothesis } from '../../plugins/optimize/validate/apply-hypothesis-to-scratch-copy.ts';
import type { Reviewer } from '../../plugins/optimize/validate/plan-reviewer.ts';
import { validatePlan } from '../../plugins/optimize/validate/validate-plan.ts';
import { createCommittedProject, type GitProject } from './git-project.ts';
import { withUnguardedGit } from './run-git-without-process-guardian.ts';
import { sampleOptimizationContext } from './sample-optimization-context.ts';

const LINES = Array.from({ length: 20 }, (_, at) => `export const line${at + 1} = ${at + 1};`);

/** A repository with `src/users.ts` of 20 lines, `src/other.ts` and `src/third.ts`. */
export function createPlanProject(files: Readonly<Record<string, string>> = {}): GitProject {
  return createCommittedProject('first', {
    'src/users.ts': `${LINES.join('\n')}\n`,
    'src/other.ts': `${LINES.join('\n')}\n`,
    'src/third.ts': `${LINES.join('\n')}\n`,
    ...files,
  });
}

/** Creates a patch that changes the value on one line of a project file. */
export function createPatch(file: string, line: number, value: string): Hypothesis['apply'] {
  const from = Math.max(1, line - 3);
  const to = Math.min(LINES.length, line + 3);
  const body = LINES.slice(from - 1, to).flatMap((text, at) =>
    from + at === line ? [`-${text}`, `+export const line${line} = ${value};`] : [` ${text}`],
  );
  const count = to - from + 1;
  const patch = [
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -${from},${count} +${from},${count} @@`,
    ...body,
    '',
  ].join('\n');
  return { kind: 'patch', patch };
}

/** Applies patches as git does, with its check before. */
export const tryPatch: TryHypothesis = async (scratch, { apply }) => {
  if (apply?.kind !== 'patch') return { state: 'manual', reason: 'it is no patch' };
  for (const option of ['--check', '--whitespace=nowarn']) {
    const { exit, stderr } = await scratch.host.processes.exec({
      file: 'git',
      args: ['apply', option, '-'],
      cwd: scratch.root,
      stdin: apply.patch,
      timeoutMs: 60_000,
    });
    if (exit.type !== 'code' || exit.code !== 0) return { state: 'failed', reason: stderr.trim() };
  }
  return { state: 'applied' };
};

/** Checks a plan for a project; returns the result, and the context before and after. */
export async function validateOptimizationPlan(
  { root }: GitProject,
  changes: Partial<ContextBlock>,
  options: {
    readonly reviewers?: readonly Reviewer[];
    readonly reviewLimitMs?: number;
    readonly tryHypothesis?: TryHypothesis;
    readonly isKnownConflict?: (hypothesis: Hypothesis, other: Hypothesis) => boolean;
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-plan-'));
  const env = { ...process.env, PERF_HARNESS_CACHE: join(folder, 'cache') };
  const host = withUnguardedGit(createHost({ env }));
  const contextFile = join(folder, 'context.md');
  const before = sampleOptimizationContext(changes);
  writeFileSync(contextFile, renderContext(before));
  const result = await validatePlan({
    host,
    contextFile,
    root,
    tryHypothesis: tryPatch,
    isKnownConflict: () => false,
    signal: new AbortController().signal,
    ...options,
  });
  const text = host.files.read(contextFile) ?? '';
  return { result, before, after: readContext(text), text };
}
