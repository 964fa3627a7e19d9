import type { ShownFacts, ShownRunFact } from '../facts/history/shown-facts.ts';
import type { Page } from './page.ts';

/** Runs of what was asked for, each with what it measured. */
export function shownLines({ runs, rest }: ShownFacts, page: Page): readonly (readonly string[])[] {
  return [
    ...runs.map((run) => runLines(run, page)),
    rest === '' ? [] : page.paragraph(rest, { first: '  ', tone: 'faint' }),
  ];
}

function runLines(run: ShownRunFact, page: Page): readonly string[] {
  const { id, scenario, at, code, conditions, verdict, metrics } = run;
  const rows = metrics.map(({ metric, value, range, trials, level }) =>
    [metric, value, range, trials, level === '' ? '' : `${level} of its level`].map((text) => ({
      text,
    })),
  );
  return [
    ...page.paragraph(`${scenario}  ${at}  ${code}  ${verdict}`, { tone: 'strong' }),
    ...page.table([{ gives: true }, { align: 'right' }, {}, { align: 'right' }, {}], rows),
    ...page.paragraph(conditions, { first: '  ', tone: 'faint' }),
    ...page.paragraph(id, { first: '  ', tone: 'faint' }),
  ];
}
