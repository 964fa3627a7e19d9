import type { Finding } from '../../harness/model/finding.ts';
import { printable } from '../text/printable-text.ts';

/** Finding with its reference number; findings of the same check share it, except errors. */
export type Footnote = ReturnType<typeof footnoteOf>;

export interface FindingSource {
  readonly scenario: string | null;
  /** Source file of the scenario. */
  readonly file?: string | null;
  readonly findings: readonly Finding[];
}

/** Finding about the whole machine, checked before each scenario; shows only the most severe. */
const BUSY_MACHINE = 'busy-machine';

const LEVELS: readonly Finding['level'][] = ['error', 'warning', 'info'];

/**
 * Numbers the findings of a document, most severe first. A finding shared by several scenarios is
 * one footnote, as is a busy machine, whatever value each scenario measured.
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
  const seenRemedies = new Set<string>();
  return [...alike.values()].flatMap((members, index) =>
    members.flatMap(([first, ...others]) =>
      first === undefined ? [] : footnoteOf(index + 1, [first, ...others], seenRemedies),
    ),
  );
}

interface Found {
  readonly scenario: string | null;
  readonly file: string | null;
  readonly finding: Finding;
}

/** @param seen - Remedies of earlier notes; this note's remedy is added. */
function footnoteOf(number: number, sources: readonly [Found, ...Found[]], seen: Set<string>) {
  const [{ finding, file }] = sources;
  const { id, level, message, remedy, metric = null } = finding;
  const advice = JSON.stringify([id, remedy]);
  const isRepeated = seen.has(advice);
  seen.add(advice);
  const scenarios = [...new Set(sources.flatMap(({ scenario }) => scenario ?? []))];
  return {
    number,
    id,
    level,
    message: printable(message),
    remedy: remedy === undefined ? null : printable(remedy),
    /** True if an earlier footnote of the same check has the same remedy, not repeated then. */
    isRemedyTold: isRepeated,
    metric,
    /** Scenarios where it was found; empty: it concerns the whole command. */
    scenarios,
    /** Source file of the scenario, if it was found in exactly one. */
    file: scenarios.length === 1 ? file : null,
  };
}

/** Returns a note for people: message with metric, and remedy unless an earlier note has it. */
export function formatNoteTexts({ message, metric, remedy, isRemedyTold }: Footnote): {
  readonly text: string;
  readonly todo: string | null;
} {
  const about = metric === null || message.includes(metric) ? '' : `${metric}: `;
  return { text: `${about}${message}`, todo: isRemedyTold ? null : remedy };
}

export function groupSameFootnotes(
  footnotes: readonly Footnote[],
): readonly (readonly Footnote[])[] {
  return [...Map.groupBy(footnotes, ({ number }) => number).values()];
}

/** Formats `The same 3 times more`; empty for 0. */
export function formatRepeatCount(count: number): string {
  if (count === 0) return '';
  return `Repeated ${count === 1 ? 'once' : `${count} times`} more`;
}

/** Returns a scenario's footnotes: of one metric or, with null, of the scenario as a whole. */
export function findFootnotes(
  footnotes: readonly Footnote[],
  scenario: string,
  metric: string | null,
): readonly Footnote[] {
  return footnotes.filter((note) => note.scenarios.includes(scenario) && note.metric === metric);
}

/** Formats footnote numbers as `[1, 3]`; empty if there are none. */
export function formatFootnoteMarks(footnotes: readonly Footnote[]): string {
  const numbers = new Set(footnotes.map(({ number }) => number));
  return numbers.size === 0 ? '' : `[${[...numbers].join(', ')}]`;
}
