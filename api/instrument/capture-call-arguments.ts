import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { CodeFunction } from '../../harness/model/program/code-analysis-results.ts';
import { describeOutputError } from '../../harness/model/program-output-error.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/temporary-run-folder.ts';
import {
  applyInsertions,
  mayContainTypes,
} from '../../profilers/instrument/insert-recorder-calls.ts';
import { discoverTestOrBenchmarkCommand } from '../../project/discover/discover-test-or-benchmark-command.ts';
import {
  generateRecordingExpression,
  type RecordedCall,
} from '../../project/discover/generate-call-recording-expression.ts';
import { runDiscoveredCommand } from '../../project/discover/run-discovered-command.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';
import { createInstrumentedProjectCopy } from './instrumented-project-copy.ts';

/** A call of a function that the tests of its project make. */
export interface CapturedCall {
  readonly arguments: readonly unknown[];
  /** Number of calls observed; this call has the largest arguments. */
  readonly seen: number;
  /** Command that was run to observe the calls. */
  readonly command: string;
}

const REMEDY = "Pass the function's arguments as a JSON array: --args '[…]'.";

/**
 * Returns the one function that a target names, such as `src/total.ts::total` or its name alone.
 * @throws UserError if there is no such function, or if several match.
 */
export async function findTargetFunction(
  host: Host,
  root: string,
  target: string,
  signal: AbortSignal,
): Promise<CodeFunction> {
  const { readCode, resolveEntry } = await loadSourceAnalysis();
  const facts = await readCode(host, root, { signal });
  const found = resolveEntry(facts, target).flatMap((index) => facts.functions[index] ?? []);
  const exported = found.filter(({ isExported }) => isExported);
  const [match, other] = exported.length > 0 ? exported : found;
  if (match !== undefined && other === undefined) return match;
  throw new UserError({
    code: 'several-functions',
    message: `${target} matches ${found.length} functions: ${found
      .slice(0, 5)
      .map(({ file, name }) => `${file}::${name}`)
      .join(', ')}.`,
    remedy: 'Specify one of these functions.',
  });
}

/** True if the function takes no arguments. */
export async function hasNoParameters(
  host: Host,
  root: string,
  { file, ...wanted }: CodeFunction,
): Promise<boolean> {
  const text = host.files.read(join(root, file)) ?? '';
  const { findBodies, loadParser } = await loadSourceAnalysis();
  const [found] = findBodies(await loadParser(host), file, text, [wanted]);
  return found?.type === 'found' && found.place.takesNothing;
}

/**
 * Runs the tests of a project in a copy in which the function logs its arguments, and returns the
 * call with the largest arguments.
 * @throws UserError if no call with serializable arguments was observed.
 */
export async function captureCallArguments(
  host: Host,
  root: string,
  wanted: CodeFunction,
  signal: AbortSignal,
): Promise<CapturedCall> {
  const discovered = discoverTestOrBenchmarkCommand(host.files, root, 'test');
  if (discovered.type === 'skipped') throw noCall(wanted, discovered.finding.message);
  const folder = openTemporaryRunFolder(host);
  try {
    const log = join(folder.path, 'calls.jsonl');
    const edited = await withRecording(host, root, wanted, log);
    const copy = await createInstrumentedProjectCopy(host, root, [edited], folder.path, signal);
    await copy.apply();
    const { command } = discovered;
    const outcome = await runDiscoveredCommand(host, command, { cwd: copy.root, signal });
    signal.throwIfAborted();
    const calls = (host.files.read(log) ?? '').split('\n').flatMap(parse);
    if (calls.length === 0) {
      const why =
        outcome.state === 'failed'
          ? `${outcome.message}: ${quoteError(outcome.output)}`
          : `\`${command.text}\` never calls the function.`;
      throw noCall(wanted, why);
    }
    return { ...largest(calls, wanted), seen: calls.length, command: command.text };
  } finally {
    folder.remove();
  }
}

/** The error in an output, with its place. */
function quoteError(output: string): string {
  const { text, at } = describeOutputError(output.split('\n'));
  return `${text}${at}`;
}

async function withRecording(host: Host, root: string, wanted: CodeFunction, log: string) {
  const { file, name } = wanted;
  const text = host.files.read(join(root, file)) ?? '';
  const { findBodies, loadParser } = await loadSourceAnalysis();
  const [found] = findBodies(await loadParser(host), file, text, [wanted]);
  if (found?.type !== 'found')
    throw noCall(wanted, `The function cannot be instrumented: ${found?.reason}.`);
  const { start, end, isExpression, givenList } = found.place;
  if (givenList === null) {
    throw noCall(
      wanted,
      `The function cannot be instrumented: ${name} is an arrow function with destructured parameters.`,
    );
  }
  const recording = generateRecordingExpression(givenList, log, mayContainTypes(file));
  const insertions = isExpression
    ? [
        { at: start, text: `(${recording}, ` },
        { at: end, text: ')' },
      ]
    : [{ at: start, text: `; ${recording};` }];
  return { file, text, edited: applyInsertions(text, insertions) };
}

function parse(line: string): readonly RecordedCall[] {
  try {
    return [JSON.parse(line) as RecordedCall];
  } catch {
    return [];
  }
}

/** Returns the call with the largest arguments that can be serialized. */
function largest(
  calls: readonly RecordedCall[],
  wanted: CodeFunction,
): Pick<CapturedCall, 'arguments'> {
  const kept = calls.flatMap((call) => ('given' in call ? [call.given] : []));
  const sizes = new Map(kept.map((given) => [given, JSON.stringify(given).length]));
  const [first] = kept.toSorted((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  if (first !== undefined) return { arguments: first };
  const lost = calls.find((call) => 'lost' in call);
  const why =
    lost === undefined
      ? 'have arguments too large to record'
      : `have ${lost.kind} as argument ${lost.lost + 1}, which JSON cannot represent`;
  throw noCall(wanted, `All ${calls.length} calls in the tests ${why}.`);
}

function noCall({ file, name }: CodeFunction, why: string): UserError {
  return new UserError({
    code: 'no-call-seen',
    message: `The arguments of ${file}::${name} could not be captured. ${why}`,
    remedy: REMEDY,
  });
}
