import { type MeasuredCommits, measureCommits } from '../../api/measure-history/measure-commits.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { type HistoryMeasureWords, readHistoryMeasure } from '../../options/history-measure.ts';
import { plural } from '../../reports/text/plural.ts';
import { printable } from '../../reports/text/printable.ts';
import { wrap } from '../../reports/text/wrap.ts';
import { tell } from '../output/tell.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';

/** Commits that are named with what is wrong with them; the others are counted. */
const NAMED = 10;

/** `history measure`: commits of the past, by the scenarios of today. */
export async function measureHistory(host: Host, words: HistoryMeasureWords): Promise<ExitCode> {
  const options = await readHistoryMeasure(host, words);
  return untilInterrupted(host, async (signal) => {
    const startMs = host.clock.monotonicMs();
    const came = await measuring(host, 'history measure', signal, (session, progress) =>
      measureCommits(host, options, session, ({ label, subject }, done, total) => {
        progress.end();
        const left = timeLeft(host.clock.monotonicMs() - startMs, done, total);
        tell(host, `${done + 1} of ${plural(total, 'commit')}${left}: ${label} ${subject}`);
      }),
    );
    for (const line of summary(came)) host.terminal.out(`${line}\n`);
    return came.measured + came.known === 0 && came.left === 0 ? EXIT.target : EXIT.ok;
  });
}

/** Nothing until a few are done: the first may have had to install something. */
function timeLeft(elapsedMs: number, done: number, total: number): string {
  if (done < 3) return '';
  const minutes = Math.ceil(((elapsedMs / done) * (total - done)) / 60_000);
  return `, about ${minutes} min left`;
}

function summary({ total, known, measured, unmeasured, left }: MeasuredCommits): readonly string[] {
  const parts = [`${measured} measured`];
  if (known > 0) parts.push(`${known} on record already`);
  if (unmeasured.length > 0) parts.push(`${unmeasured.length} could not be measured`);
  if (left > 0) parts.push(`${left} left for the next time`);
  const named = unmeasured
    .slice(0, NAMED)
    .flatMap(({ commit, reason }) => wrap(printable(`${commit.label}: ${reason}`), '  '));
  const more = unmeasured.length - NAMED;
  return [
    `${plural(total, 'commit')}: ${parts.join(', ')}`,
    ...named,
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}
