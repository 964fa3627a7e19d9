import type { ExecResult, Exit } from '../../host/process/process-runner.ts';
import { UnitFailure } from '../../model/executor.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import { describeExit } from '../server/wait-for-server.ts';
import { readCounter } from './create-k6-measurement-block.ts';
import type { K6Results } from './read-k6-json-output-results.ts';

/** Exit codes of k6 that are handled specially (errext/exitcodes/codes.go of k6 2.2). */
export const K6_EXIT_CODES = { fine: 0, thresholdsCrossed: 99 } as const;

/** Meaning of each other code, and the remedy. */
const MEANINGS: Readonly<Record<number, readonly [what: string, remedy: string]>> = {
  97: ['k6 cloud aborted the run', 'Run the script locally instead of in the cloud.'],
  100: [
    "the script's setup() took too long",
    'Increase `setupTimeout` in the options of the script.',
  ],
  101: [
    "the script's teardown() took too long",
    'Increase `teardownTimeout` in the options of the script.',
  ],
  103: [
    'it was stopped through its REST API',
    'Make sure that nothing else controls this k6 process.',
  ],
  104: [
    'the options of the script are invalid',
    'Correct the option named in the k6 error; a valid threshold is, for example, p(95)<200.',
  ],
  105: [
    'it was stopped by a signal',
    'Find out what stopped k6, for example lack of memory, a time limit or a user.',
  ],
  106: ['its REST API could not be started', 'Free the port named in the k6 error.'],
  107: [
    'the script threw an error or could not be read',
    'Run the script by hand with `k6 run`, which reports the line of the error.',
  ],
  108: ['the script aborted the test itself', 'Check why the script calls test.abort().'],
  109: ['k6 itself crashed', 'Try another version of k6.'],
  110: ['the script marked the test as failed', 'Check why the script calls test.fail().'],
};

/** Meaning of an end from outside, without an exit code. */
const KILLED: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  signal: [
    'it was killed',
    'Find out what killed k6, for example a system running out of memory (check the kernel log) or a container limit.',
  ],
};

/** Characters of k6's own message that a failure shows in its sentence. */
const SHOWN = 300;

/** Returns true if a threshold of the script was crossed. @throws UnitFailure */
export function checkK6Exit(exit: Exit, stderr: string): boolean {
  if (exit.type === 'code' && exit.code === K6_EXIT_CODES.fine) return false;
  if (exit.type === 'code' && exit.code === K6_EXIT_CODES.thresholdsCrossed) return true;
  const said = extractLastError(stderr);
  const [what, remedy] = (exit.type === 'code' ? MEANINGS[exit.code] : KILLED[exit.type]) ?? [
    `it ended ${describeExit(exit)}`,
    'Run the script by hand with `k6 run`.',
  ];
  throw new UnitFailure({
    reason: exit.type === 'signal' ? 'signal' : 'exit-code',
    message: `k6 produced no results: ${what}${exit.type === 'signal' ? ` (${exit.signal})` : ''}${said === '' ? '' : ` — ${said}`}`,
    remedy,
    output: stderr.trim().slice(-2_000) || undefined,
  });
}

/** The errors that k6 logged in lines that match: `level=error msg="…"`. */
export function extractLoggedErrors(stderr: string, line: RegExp): readonly string[] {
  return stderr.split('\n').flatMap((logLine) => {
    const quoted = /level=(?:error|fatal).*?msg=("(?:[^"\\]|\\.)*"|\S+)/.exec(logLine)?.[1];
    return quoted === undefined || !line.test(logLine) ? [] : [unquote(quoted)];
  });
}

/** Returns the last error that k6 logged, as one line. */
export function extractLastError(stderr: string): string {
  const last = extractLoggedErrors(stderr, /./).at(-1) ?? stderr.trim().split('\n').at(-1) ?? '';
  const line = last.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)} …` : line;
}

function unquote(text: string): string {
  try {
    return text.startsWith('"') ? (JSON.parse(text) as string) : text;
  } catch {
    return text;
  }
}

/**
 * Rejects a script that throws in every iteration: it measured nothing, although k6 exits
 * successfully. @throws UnitFailure with its first error.
 */
export function rejectThrowingScript(
  results: K6Results,
  { stderr, truncated }: Pick<ExecResult, 'stderr' | 'truncated'>,
): void {
  if (readCounter(results, 'http_reqs') > 0) return;
  const thrown = extractLoggedErrors(stderr, /hint="script exception"/u);
  const [first] = thrown;
  if (first === undefined) return;
  // Only part of endless log output is stored.
  if (thrown.length < readCounter(results, 'iterations') && !truncated) return;
  const [what = '', place] = first.split('\n').map((line) => line.trim());
  throw new UnitFailure({
    reason: 'threw',
    message: `the script threw an error in every iteration: ${what}${place ? ` (${place})` : ''}`,
    remedy: 'Fix the script; `k6 run --iterations 1` reproduces the error.',
    output: shortenProgramOutput(first),
  });
}
