import type { ExecResult } from '../../host/process/processes.ts';
import { UnitFailure } from '../../model/executor.ts';
import { lastLines } from '../../model/last-lines.ts';
import { messagesOf } from './judge-exit.ts';
import type { K6Results } from './read-results.ts';
import { countOf } from './to-block.ts';

/**
 * A script that throws in each iteration before it asks for anything has measured nothing: k6 logs each
 * and ends as if all were well. @throws UnitFailure with the script's first error and its place.
 */
export function refuseThrowing(
  results: K6Results,
  { stderr, truncated }: Pick<ExecResult, 'stderr' | 'truncated'>,
): void {
  if (countOf(results, 'http_reqs') > 0) return;
  const thrown = messagesOf(stderr, /hint="script exception"/u);
  const [first] = thrown;
  if (first === undefined) return;
  // Of what is logged without end not all is kept.
  if (thrown.length < countOf(results, 'iterations') && !truncated) return;
  const [what = '', place] = first.split('\n').map((line) => line.trim());
  throw new UnitFailure({
    reason: 'threw',
    message: `the script threw in every iteration: ${what}${place ? ` (${place})` : ''}`,
    remedy: 'Correct the script; `k6 run --iterations 1` on it shows the same error.',
    output: lastLines(first),
  });
}
