import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { OpenScratchCopy, ScratchCopy } from '../generators/temporary-repository-clone.ts';
import type { TryHypothesis } from './apply-hypothesis-to-scratch-copy.ts';

/** Result of a type check with all hypotheses applied. */
export type TypeCheckResult =
  | { readonly state: 'passed' }
  | { readonly state: 'skipped'; readonly reason: string }
  | {
      readonly state: 'failed';
      /** Start of the compiler's output. */
      readonly detail: string;
      /** Hypotheses failing alone, with compiler output; empty if they fail only together. */
      readonly broken: ReadonlyMap<string, string>;
    };

/** Characters of the compiler's output that are quoted. */
const TOLD = 400;

/**
 * Checks the types of a scratch copy with hypotheses applied, by the project's own compiler. On
 * failure it also checks the project without them and with each alone, which leaves the scratch
 * copy in another state.
 */
export async function checkTypes(
  { scratch, reset }: OpenScratchCopy,
  applied: readonly Hypothesis[],
  tryHypothesis: TryHypothesis,
): Promise<TypeCheckResult> {
  const { host, root } = scratch;
  if (applied.length === 0) return { state: 'skipped', reason: 'nothing was applied' };
  // Looked up in the user's own tree, regardless of what can be installed here.
  const found = findCompiler(host, root, scratch.original);
  if ('reason' in found) return { state: 'skipped', reason: found.reason };
  const { compiler } = found;
  await scratch.provideDependencies();
  const trouble = await compile(scratch, compiler);
  if (trouble === null) return { state: 'passed' };
  await reset();
  const before = await compile(scratch, compiler);
  if (before !== null)
    return { state: 'skipped', reason: 'the project itself does not pass the type check' };
  const broken = new Map<string, string>();
  for (const hypothesis of applied.length === 1 ? [] : applied.filter(isIndependent)) {
    await reset();
    if ((await tryHypothesis(scratch, hypothesis)).state !== 'applied') continue;
    const own = await compile(scratch, compiler);
    if (own !== null) broken.set(hypothesis.id, `it fails the type check: ${own}`);
  }
  const [only] = applied;
  if (applied.length === 1 && only !== undefined) {
    broken.set(only.id, `it fails the type check: ${trouble}`);
  }
  return { state: 'failed', detail: trouble, broken };
}

function isIndependent({ dependencies }: Hypothesis): boolean {
  return dependencies.length === 0;
}

/** Returns the start of the compiler's errors; null if there are none. */
async function compile(scratch: ScratchCopy, compiler: string): Promise<string | null> {
  return (await runCompiler(scratch, compiler))?.slice(0, TOLD) ?? null;
}

interface CheckedProject {
  readonly host: Host;
  /** Absolute. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** A large project is checked within a minute. */
const TIMEOUT_MS = 300_000;

/** Path of the project's own compiler; else why its types cannot be checked. */
export function findCompiler(
  host: Host,
  root: string,
  installedIn: string,
): { readonly compiler: string } | { readonly reason: string } {
  if (!host.files.isFile(join(root, 'tsconfig.json'))) {
    return { reason: 'the project has no tsconfig.json' };
  }
  const compiler = join(installedIn, 'node_modules/.bin/tsc');
  return host.files.isFile(compiler)
    ? { compiler }
    : { reason: 'TypeScript is not installed in the project' };
}

/** Returns the errors of the compiler as printed; null if there are none. */
export async function runCompiler(
  { host, root, signal }: CheckedProject,
  compiler: string,
): Promise<string | null> {
  const { exit, stdout, stderr } = await host.processes.exec({
    file: compiler,
    args: ['--noEmit', '--pretty', 'false', '--incremental', 'false', '--project', '.'],
    cwd: root,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  if (exit.type === 'code' && exit.code === 0) return null;
  return `${stdout}${stderr}`.trim() || 'the compiler did not finish in time';
}
