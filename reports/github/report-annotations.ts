import type { ComparisonFacts } from '../facts/comparison/comparison-facts.ts';
import type { Footnote } from '../facts/footnotes.ts';
import type { BudgetFact } from '../facts/run/budget-facts.ts';
import type { ReportFacts } from '../facts/run/report-facts.ts';
import type { RunFacts } from '../facts/run/run-facts.ts';
import type { Annotation } from '../view.ts';
import { culpritSource } from './culprit-source.ts';
import { fileOfNote, type ScenarioPlace } from './footnote-annotations.ts';

/** What is wrong with a report of runs: failures and broken budgets, then findings. */
export function reportAnnotations({ runs, footnotes }: ReportFacts): readonly Annotation[] {
  return [
    ...runs.flatMap((run) => [...failures(run), ...run.budgets.flatMap((one) => budget(run, one))]),
    ...runs.flatMap(interruption),
    ...footnotes.flatMap((note) => finding(note, runs)),
  ];
}

/** Verdicts that nobody has to look at. */
const PASSING: ReadonlySet<string> = new Set(['unchanged', 'same inputs', 'improved']);

/**
 * What is wrong with a comparison, of what is gated. Errors only where its verdict says so as a
 * whole.
 */
export function comparisonAnnotations(facts: ComparisonFacts): readonly Annotation[] {
  const { scenarios, footnotes, headline } = facts;
  const changes = scenarios.flatMap(({ gated, explanation, reproduce, file }) =>
    gated.flatMap((one): readonly Annotation[] => {
      const { verdict, scenario, metric, line, explanation: reason, modes } = one;
      if (PASSING.has(verdict)) return [];
      const why = explanation === null || verdict !== 'regressed' ? '' : explanation.sentence;
      const again = reproduce === null ? '' : `reproduce: ${reproduce}`;
      return [
        {
          level: verdict === 'regressed' && headline.word === 'fail' ? 'error' : 'warning',
          title: `${scenario}: ${metric} ${verdict}`,
          message: [line, reason, modes, why, again].filter((part) => part !== '').join('\n'),
          file,
          ...(verdict === 'regressed' && culpritSource(explanation)),
        },
      ];
    }),
  );
  return [...changes, ...footnotes.flatMap((note) => finding(note, scenarios))];
}

function failures({ scenario, failures: all, file }: RunFacts): readonly Annotation[] {
  return all.map(({ place, message, output, remedy }) => ({
    level: 'error',
    title: `${scenario} could not be measured`,
    message: [`${place}: ${message}`, ...output, ...(remedy === null ? [] : [remedy])].join('\n'),
    file,
  }));
}

function budget({ scenario, file }: RunFacts, fact: BudgetFact): readonly Annotation[] {
  const { outcome, metric, limit, value, distance } = fact;
  if (outcome === 'kept') return [];
  const isError = outcome === 'broken' || outcome === 'unmeasured';
  const title = outcome === 'unsure' ? 'budget undecided' : 'budget broken';
  return [
    {
      level: isError ? 'error' : 'warning',
      title: `${scenario}: ${title}`,
      message: `${metric} ${limit}: ${value}, ${distance}`,
      file,
    },
  ];
}

function interruption({ outcome, scenario, sampling, file }: RunFacts): readonly Annotation[] {
  if (outcome !== 'interrupted') return [];
  return [
    {
      level: 'warning',
      title: `${scenario}: interrupted`,
      message: sampling.sentence,
      file,
    },
  ];
}

/** Remarks of level info are for the summary: they would bury the rest. */
function finding(note: Footnote, known: readonly ScenarioPlace[]): readonly Annotation[] {
  const { level, id, message, remedy, scenarios } = note;
  if (level === 'info') return [];
  const [only] = scenarios;
  return [
    {
      level,
      title: only === undefined ? id : `${scenarios.join(', ')}: ${id}`,
      message: remedy === null ? message : `${message}\n${remedy}`,
      file: fileOfNote(note, known),
    },
  ];
}
