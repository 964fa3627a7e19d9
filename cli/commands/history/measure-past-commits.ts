import {
  type MeasuredCommits,
  measureCommitsIntoHistory,
} from '../../../api/measure-history/measure-commits-into-history.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import { openProject } from '../../../harness/scenario/project-config.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { printNotice } from '../../../registry/print-stderr-notice.ts';
import { printable } from '../../../reports/text/printable-text.ts';
import { plural } from '../../../reports/text/sentence-parts.ts';
import { wrapWords } from '../../../reports/text/wrap-text-to-width.ts';
import { measureWithProgress, runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { readScenarioOverrides } from '../../options/read-scenario-overrides.ts';
import type { HISTORY_MEASURE_OPTIONS } from './history-command-options.ts';

/** Maximum number of unmeasured commits listed with their reasons; the others are only counted. */
const NAMED = 10;

/** `history measure`: commits of the past, by the scenarios of today. */
export async function measurePastCommits({
  host,
  words: [text = '', ...targets],
  flags,
  options: { every, install: installs, seed },
}: Call<typeof HISTORY_MEASURE_OPTIONS>): Promise<ExitCode> {
  const range = readRange(text);
  const wanted = {
    ...readScenarios({ ...flags, targets }),
    overrides: readScenarioOverrides(flags),
  };
  const options = { config: await openProject(host, flags), wanted, range, every, installs, seed };
  return runUntilInterrupted(host, async (signal) => {
    const startMs = host.clock.monotonicMs();
    const came = await measureWithProgress(host, 'history measure', signal, (session, progress) =>
      measureCommitsIntoHistory(host, options, session, ({ label, subject }, done, total) => {
        progress.end();
        const left = timeLeft(host.clock.monotonicMs() - startMs, done, total);
        printNotice(host, `${done + 1} of ${plural(total, 'commit')}${left}: ${label} ${subject}`);
      }),
    );
    for (const line of summary(came)) host.terminal.out(`${line}\n`);
    return came.measured + came.known === 0 && came.left === 0 ? EXIT.target : EXIT.ok;
  });
}

function readRange(text: string): { readonly good: string; readonly bad: string } {
  const [, good, bad] = /^(.+?)\.\.([^.].*)?$/u.exec(text) ?? [];
  if (good !== undefined) return { good, bad: bad ?? 'HEAD' };
  throw optionError(
    `history measure takes a range of commits, not "${text}".`,
    'Specify a range from the commit before the first commit to measure to the last commit: v1.0.0..main, or HEAD~50..HEAD',
  );
}

/** Formats the remaining time; empty until a few commits are done: the first may install. */
function timeLeft(elapsedMs: number, done: number, total: number): string {
  if (done < 3) return '';
  const minutes = Math.ceil(((elapsedMs / done) * (total - done)) / 60_000);
  return `, about ${minutes} min left`;
}

function summary({ total, known, measured, unmeasured, left }: MeasuredCommits): readonly string[] {
  const parts = [`${measured} measured`];
  if (known > 0) parts.push(`${known} already on record`);
  if (unmeasured.length > 0) parts.push(`${unmeasured.length} could not be measured`);
  if (left > 0) parts.push(`${left} left for next time`);
  const named = unmeasured
    .slice(0, NAMED)
    .flatMap(({ commit, reason }) => wrapWords(printable(`${commit.label}: ${reason}`), '  '));
  const more = unmeasured.length - NAMED;
  return [
    `${plural(total, 'commit')}: ${parts.join(', ')}`,
    ...named,
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}
