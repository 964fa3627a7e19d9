import type { Finding } from '../../harness/model/finding.ts';
import { printable } from '../text/printable.ts';

/**
 * A finding with the number that the places it is about refer to. Those of one check have one
 * number, but for errors.
 */
export interface Footnote {
  readonly number: number;
  readonly id: string;
  readonly level: Finding['level'];
  readonly message: string;
  readonly remedy: string | null;
  /** An earlier one of the same check has the same remedy, which need not be read twice. */
  readonly isRemedyTold: boolean;
  readonly metric: string | null;
  /** Scenarios that it was found in; none: it is about the whole command. */
  readonly scenarios: readonly string[];
  /** Source file of the one scenario that it was found in. */
  readonly file: string | null;
}

/** Findings of one scenario, or of the whole command. */
export interface FindingSource {
  readonly scenario: string | null;
  /** Source file of the scenario. */
  readonly file?: string | null;
  readonly findings: readonly Finding[];
}

/** Finding of the one machine, which is read before each scenario; the gravest of them is shown. */
const BUSY_MACHINE = 'busy-machine';

const LEVELS: readonly Finding['level'][] = ['error', 'warning', 'info'];

/**
 * Numbers the findings of a document, the gravest first. One that several scenarios share is one
 * footnote; so is a busy machine, whatever each scenario has read of it.
 */
export function collectFootnotes(found: readonly FindingSource[]): readonly Footnote[] {
  const all = found.flatMap(({ scenario, file = null, findings }) =>
    findings.map((finding) => ({ scenario, file, finding })),
  );
  const sorted = all.toSorted(
    (a, b) => LEVELS.indexOf(a.finding.level) - LEVELS.indexOf(b.finding.level),
  );
  const same = Map.groupBy(sorted, ({ finding: { id, level, message, remedy, metric } }) =>
    id === BUSY_MACHINE ? id : JSON.stringify([id, level, message, remedy, metric]),
  );
  const alike = Map.groupBy(same.values(), ([first], index) =>
    first?.finding.level === 'error' ? index : `${first?.finding.level} ${first?.finding.id}`,
  );
  const told = new Set<string>();
  return [...alike.values()].flatMap((members, index) =>
    members.flatMap((sources): readonly Footnote[] => {
      const finding = sources[0]?.finding;
      if (finding === undefined) return [];
      const advice = JSON.stringify([finding.id, finding.remedy]);
      const isRemedyTold = told.has(advice);
      told.add(advice);
      const scenarios = [...new Set(sources.flatMap(({ scenario }) => scenario ?? []))];
      return [
        {
          number: index + 1,
          id: finding.id,
          level: finding.level,
          message: printable(finding.message),
          remedy: finding.remedy === undefined ? null : printable(finding.remedy),
          isRemedyTold,
          metric: finding.metric ?? null,
          scenarios,
          file: scenarios.length === 1 ? (sources[0]?.file ?? null) : null,
        },
      ];
    }),
  );
}

/** Footnotes of one number together. */
export function alikeNotes(footnotes: readonly Footnote[]): readonly (readonly Footnote[])[] {
  return [...Map.groupBy(footnotes, ({ number }) => number).values()];
}

/** `The same 3 times more`; nothing for none. */
export function alikeText(count: number): string {
  if (count === 0) return '';
  return `The same ${count === 1 ? 'once' : `${count} times`} more`;
}

/** The footnotes of a scenario: of one of its metrics, or with null of the scenario as a whole. */
export function footnotesOf(
  footnotes: readonly Footnote[],
  scenario: string,
  metric: string | null,
): readonly Footnote[] {
  return footnotes.filter((note) => note.scenarios.includes(scenario) && note.metric === metric);
}

/** `[1, 3]`, or nothing. */
export function marks(footnotes: readonly Footnote[]): string {
  const numbers = new Set(footnotes.map(({ number }) => number));
  return numbers.size === 0 ? '' : `[${[...numbers].join(', ')}]`;
}
