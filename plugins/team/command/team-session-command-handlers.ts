import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CommandContext,
  display,
  EXIT,
  type Host,
  type Outcome,
  optionError,
} from 'perf-harness/plugin';
import { computeAggregateResults } from '../coordinate/aggregate-team-session-results.ts';
import { collectReport } from '../document/create-team-report.ts';
import { writeReportPages } from '../document/team-view.ts';
import {
  answerQuestion,
  closeSession,
  type FoundSession,
  loadSession,
  submitUserRequest,
} from '../handle-user-input-to-session.ts';
import type { UserRequest } from '../session/coordinator-event-and-user-request-types.ts';
import { DIMENSIONS } from '../session/task-completion.ts';
import { hasCoordinator } from '../store/coordinator-lock.ts';
import { sessionOutcome, userInputOutcome } from './session-status-text.ts';
import type {
  DECIDE_OPTIONS,
  FINISH_OPTIONS,
  SESSION_OPTIONS,
  STATUS_OPTIONS,
} from './team-command-options.ts';
import { readAnswer, readClosingAnswer } from './team-run-options.ts';

type SessionContext = Pick<CommandContext<typeof SESSION_OPTIONS>, 'host' | 'config' | 'flags'>;

/** Interval at which a watched session is read; as often as a person can follow. */
const LOOK_MS = 500;
/** Moves the cursor to the top left, and clears the screen below. */
const REDRAW = '\u001B[H\u001B[J';

function foundSession({ host, config, flags }: SessionContext): Promise<FoundSession> {
  return loadSession(host, config.root, flags.session ?? null);
}

export async function runStatus(context: CommandContext<typeof STATUS_OPTIONS>): Promise<Outcome> {
  if (context.flags.watch) return watch(context);
  return sessionOutcome(context.host, await foundSession(context));
}

/**
 * Shows the status again whenever it changes, until no coordinator works on the session. A terminal
 * is redrawn in place; other output is appended.
 */
async function watch(context: CommandContext<typeof STATUS_OPTIONS>): Promise<Outcome> {
  const { host, signal } = context;
  let before = '';
  for (;;) {
    const found = await foundSession(context);
    const isWorkedOn = await hasCoordinator(host, found.store.paths);
    const { text } = sessionOutcome(host, found);
    if (text !== before) draw(host, text, before === '');
    before = text;
    if (!isWorkedOn) return { exitCode: EXIT.ok };
    await sleep(LOOK_MS, undefined, { signal });
  }
}

function draw({ terminal }: Host, text: string, isFirst: boolean): void {
  if (terminal.outIsTerminal) terminal.out(`${REDRAW}${text}`);
  else terminal.out(isFirst ? text : `\n${text}`);
}

/** `team report`: writes the session as two pages in its folder; nothing else of it changes. */
export async function runReport(context: SessionContext): Promise<Outcome> {
  const { host } = context;
  const found = await foundSession(context);
  const document = collectReport(host, found);
  const written = writeReportPages(host, document, [found.store.paths.folder]);
  const lines = written.map((path) => `wrote ${display.printable(relative(host.cwd, path))}\n`);
  return { exitCode: EXIT.ok, text: lines.join(''), document };
}

export async function runDecide(context: CommandContext<typeof DECIDE_OPTIONS>): Promise<Outcome> {
  const { host, words, flags } = context;
  const answered = readAnswer(flags);
  const found = await foundSession(context);
  return userInputOutcome(host, await answerQuestion(host, found, words[0] ?? null, answered));
}

/** `team finish`: archives, keeps or exports a session. Exits with 1 if a part did not improve. */
export async function runFinish(context: CommandContext<typeof FINISH_OPTIONS>): Promise<Outcome> {
  const { host, flags } = context;
  const closing = readClosingAnswer(host, flags);
  const result = await closeSession(host, await foundSession(context), closing);
  const { goesOnWith: _, ...outcome } = userInputOutcome(host, result);
  // A forwarded request has no outcome yet: the coordinator that works on the session acts first.
  if (!result.isForwarded) {
    const exported = closing.choice === 'export' ? [closing.folder] : [];
    writeReportPages(host, collectReport(host, result), [result.store.paths.folder, ...exported]);
  }
  const next = `continue with: perf-harness team resume --session ${result.session.id}\n`;
  return {
    ...outcome,
    text: closing.choice === 'keep' ? `${outcome.text}${next}` : outcome.text,
    exitCode: computeAggregateResults(result).overall.status === 'complete' ? EXIT.ok : EXIT.failed,
  };
}

export async function runUserRequest(
  { host, config, flags }: SessionContext,
  order: UserRequest,
): Promise<Outcome> {
  return userInputOutcome(
    host,
    await submitUserRequest(host, config.root, flags.session ?? null, order),
  );
}

/** `team improve`: improves the weakest dimension of the reviews, or the given one. */
export async function runImprove(
  context: CommandContext<typeof SESSION_OPTIONS>,
): Promise<Outcome> {
  const [word] = context.words;
  const dimension = DIMENSIONS.find((name) => name === word);
  if (word !== undefined && dimension === undefined) {
    throw optionError(`team improve takes one of ${DIMENSIONS.join(', ')}; found "${word}".`);
  }
  return runUserRequest(context, { type: 'improve', dimension: dimension ?? null });
}
