import type { AdoptionEntry, Command, CommandEnd, GatedVerdict, Step } from './entries.ts';
import type { Repository } from './repositories.ts';

/** Whether what a repository has of its own works on this machine. */
export type OwnState =
  | { readonly type: 'works'; readonly by: 'test' | 'test that went on to its limit' | 'start' }
  | { readonly type: 'install-fails'; readonly reason: string }
  | { readonly type: 'fails'; readonly reason: string };

/** What came of a step of a new user. */
export type StepOutcome =
  | { readonly type: 'works'; readonly seconds: number }
  | {
      readonly type: 'fails';
      readonly seconds: number;
      readonly end: string;
      readonly reason: string;
    }
  /** Something before it did not work. */
  | { readonly type: 'not-tried' };

/** What came of one repository in one round. */
export interface Outcome {
  readonly repository: Repository;
  readonly round: number;
  readonly commit: string;
  readonly own: OwnState;
  /** perf-harness itself being installed, by the repository's own package manager. */
  readonly added: StepOutcome;
  readonly init: StepOutcome;
  /** A first figure, without an edited file. */
  readonly firstResult: StepOutcome;
  readonly compared: StepOutcome;
  readonly measured: readonly string[];
  readonly verdicts: readonly GatedVerdict[];
}

/** What one round made of a repository; null: it was not tried to its end. */
export function outcomeOf(
  repository: Repository,
  round: number,
  entries: readonly AdoptionEntry[],
): Outcome | null {
  const own = entries.filter(
    (entry) => entry.repository === repository.repository && entry.round === round,
  );
  // One that was begun again after a kill has two of some steps; the later one was gone on with.
  const entryOf = (step: Step): AdoptionEntry | undefined =>
    own.findLast((entry) => entry.step === step);
  const last = own.at(-1);
  if (last === undefined || !isEnd(last)) return null;
  const steps = { init: stepOutcome(entryOf('init')), run: stepOutcome(entryOf('run')) };
  return {
    repository,
    round,
    commit: last.commit,
    own: ownState(entryOf),
    added: stepOutcome(entryOf('add')),
    init: steps.init,
    firstResult: steps.run,
    compared: comparedOutcome(entryOf('compare')),
    measured: entryOf('run')?.measured ?? [],
    verdicts: entryOf('compare')?.verdicts ?? [],
  };
}

/** Whether nothing comes after a step: it is the last one, or those that follow need it. */
export function isEnd({ step, works }: Pick<AdoptionEntry, 'step' | 'works'>): boolean {
  if (step === 'compare') return true;
  return !works && step !== 'own' && step !== 'run';
}

const VERDICTS: readonly string[] = ['improved', 'regressed', 'unchanged', 'inconclusive'];

/** Whether a comparison came to a verdict, be it that more pairs are needed; incomparable is none. */
export function hasVerdict(verdicts: readonly GatedVerdict[]): boolean {
  return verdicts.some(({ verdict }) => VERDICTS.includes(verdict));
}

/** A command's own first reason, as it printed it. */
export function reasonOf({ end, stdout, stderr }: Command): string {
  if (end.type === 'not-started') return end.message;
  const lines = [...stderr, ...stdout];
  const at = lines.findIndex((line) => ERROR.test(line));
  if (at === -1) return lines.at(-1)?.trim() ?? 'it printed nothing';
  const rest = lines.slice(at + 1);
  const after = rest.findIndex((line) => !isContinuation(line, lines[at] ?? ''));
  return [lines[at], ...rest.slice(0, after === -1 ? undefined : after).slice(0, MOST_MORE)]
    .map((line) => line?.trim())
    .join(' ');
}

/** Lines of a wrapped reason that are kept beyond its first. */
const MOST_MORE = 4;

/** Whether a line goes on with a sentence that was wrapped: it is indented deeper, and no place of a stack. */
function isContinuation(line: string, first: string): boolean {
  const indentOf = (text: string): number => text.length - text.trimStart().length;
  return indentOf(line) > indentOf(first) && !/^\s*(?:at |→)/u.test(line);
}

/** Lines by which programs say that something is wrong. */
const ERROR = /\berror\b|\bERR_|failed|cannot|could not|not found|✗|nothing was written/iu;

export function endText(end: CommandEnd): string {
  switch (end.type) {
    case 'code':
      return `exit code ${end.code}`;
    case 'signal':
      return `ended by ${end.signal}`;
    case 'limit':
      return `not finished after ${end.seconds} s`;
    case 'served':
      return 'listened';
    case 'not-started':
      return 'could not be started';
  }
}

function ownState(entryOf: (step: Step) => AdoptionEntry | undefined): OwnState {
  const before = [entryOf('clone'), entryOf('install')].find((entry) => entry?.works === false);
  const failed = before?.commands.at(-1);
  if (failed !== undefined) {
    return { type: 'install-fails', reason: `${failed.command}: ${reasonOf(failed)}` };
  }
  const own = entryOf('own');
  const last = own?.commands.at(-1);
  if (own === undefined || last === undefined) {
    return { type: 'fails', reason: 'it has neither a test nor a start script' };
  }
  if (!own.works) {
    // Both that were tried, since either would have been enough.
    const reasons = own.commands.map((one) => `${one.command}: ${reasonOf(one)}`);
    return { type: 'fails', reason: reasons.join('; ') };
  }
  if (last.command.endsWith('start')) return { type: 'works', by: 'start' };
  const by = last.end.type === 'limit' ? 'test that went on to its limit' : 'test';
  return { type: 'works', by };
}

/** What was told when its time was over counts as well: so a user who interrupts it is told. */
function comparedOutcome(entry: AdoptionEntry | undefined): StepOutcome {
  return stepOutcome(entry && { ...entry, works: hasVerdict(entry.verdicts ?? []) });
}

function stepOutcome(entry: AdoptionEntry | undefined): StepOutcome {
  const last = entry?.commands.at(-1);
  if (entry === undefined || last === undefined) return { type: 'not-tried' };
  const seconds = entry.commands.reduce((sum, command) => sum + command.seconds, 0);
  return entry.works
    ? { type: 'works', seconds }
    : { type: 'fails', seconds, end: endText(last.end), reason: reasonOf(last) };
}
