import { createHash } from 'node:crypto';
import type { Host } from 'perf-harness/plugin';
import { once } from '../../../analysis/index.ts';
import {
  type Recording,
  type RecordingRequest,
  recordSessions,
} from '../record/record-calls-during-command.ts';
import { findTestRunnerCommands } from './find-test-runner-commands.ts';

export type RecordingOutcome =
  | { readonly state: 'recorded'; readonly recording: Recording }
  | { readonly state: 'failed'; readonly reason: string };

export interface TestRecordingRequest extends RecordingRequest {
  /** Command of the tests, whose failure explains why there are no calls; null: there are none. */
  readonly testCommand: string | null;
}

/** Latest recordings per host, as changes of the same modules are checked one after another. */
const latestRecordings = once((_: Host) => new Map<string, Promise<RecordingOutcome>>());
const MOST_KEPT = 4;
const MOST_FILES = 5_000;

/**
 * Records the calls of tests, once until a file of the project changes. Tests that fail still show
 * their calls.
 */
export async function recordOnce(
  host: Host,
  request: TestRecordingRequest,
): Promise<RecordingOutcome> {
  const key = hashRequest(host, request);
  const known = latestRecordings(host);
  const recorded = known.get(key) ?? record(host, request);
  // Keeps the most recently used entry last.
  known.delete(key);
  known.set(key, recorded);
  const [oldest] = known.keys();
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
  // An interrupted recording must not be reused.
  recorded.catch(() => known.delete(key));
  return recorded;
}

async function record(host: Host, request: TestRecordingRequest): Promise<RecordingOutcome> {
  const recording = await recordSessions(host, request);
  if (recording.sessions.length > 0) return { state: 'recorded', recording };
  const tests = recording.failed.find(({ command }) => command === request.testCommand);
  if (tests !== undefined) {
    const commands = request.commands.filter(({ text }) => text === tests.command);
    const plain = await recordSessions(host, { ...request, files: [], commands });
    const [first] = plain.failed;
    if (first !== undefined) {
      return { state: 'failed', reason: `the tests fail before the change: ${first.message}` };
    }
  }
  return { state: 'recorded', recording: await recordWithTestRunner(host, request, recording) };
}

/**
 * Records by the test runner itself, where the test command shows no call: what else it does fails on
 * watched modules only, such as a linter or a type checker, or its tests run on built code.
 */
async function recordWithTestRunner(
  host: Host,
  request: TestRecordingRequest,
  without: Recording,
): Promise<Recording> {
  const tests = request.commands.find(({ text }) => text === request.testCommand);
  if (tests === undefined) return without;
  for (const text of findTestRunnerCommands(host.files, request.root, tests.text)) {
    const recording = await recordSessions(host, { ...request, commands: [{ ...tests, text }] });
    if (recording.sessions.length > 0) return recording;
  }
  return without;
}

/** Hashes the request and the project's files, without installed packages and dotfiles. */
function hashRequest(
  { files }: Host,
  { root, commands, ...request }: TestRecordingRequest,
): string {
  const hash = createHash('sha256').update(JSON.stringify([root, commands, request.files]));
  const isLeftOut = (name: string): boolean => name === 'node_modules' || name.startsWith('.');
  for (const path of files.below(root, isLeftOut).slice(0, MOST_FILES)) {
    const bytes = files.readBytes(path);
    hash.update(`${path}\0${bytes?.length ?? 0}\0`).update(bytes ?? new Uint8Array());
  }
  return hash.digest('hex');
}
