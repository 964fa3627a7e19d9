import { type Host, history, UserError } from 'perf-harness/plugin';
import { scenarioLink } from '../page-links.ts';
import type { Form } from './parse-form.ts';

/** Paths that accept forms. */
export const DECISIONS_PATH = '/decisions';
export const NOTES_PATH = '/notes';

const DECISIONS: readonly history.DecisionRequest['decision'][] = [
  'acknowledged',
  'ignored',
  'reopened',
];

/** Write operations of the dashboard, where writing is allowed. */
export interface DashboardWriter {
  /** @throws UserError where there is no such change, or git has no user name. */
  readonly decide: (request: history.DecisionRequest) => Promise<void>;
  /** @throws UserError where the note cannot be saved. */
  readonly note: (request: history.NoteRequest) => Promise<void>;
}

export function createDashboardWriter(
  host: Host,
  options: history.HistoryOptions,
  signal: AbortSignal,
): DashboardWriter {
  return {
    decide: async (request) => void (await history.decideChange(host, options, request, signal)),
    note: async (request) => void (await history.saveNote(host, options, request, signal)),
  };
}

export function acceptsForms(path: string): boolean {
  return path === DECISIONS_PATH || path === NOTES_PATH;
}

/**
 * Applies a form. @returns Address of the page that shows the result.
 * @throws UserError where the form cannot be applied.
 */
export async function applyForm(
  path: string,
  form: Form,
  writer: DashboardWriter,
): Promise<string> {
  const scenario = form.exact('scenario');
  if (path === DECISIONS_PATH) {
    const decision = DECISIONS.find((decision) => decision === form.line('decision'));
    const [change, reason] = [form.line('change'), form.line('reason')];
    if (decision === undefined) throw unfit('Choose to acknowledge, ignore or reopen the change.');
    if (reason === '') throw unfit('Enter a reason that later readers will understand.');
    await writer.decide({ change, decision, reason });
  } else {
    const isForAll = form.line('all') !== '';
    await writer.note({
      scenario: isForAll ? null : scenario,
      when: form.line('when'),
      text: form.line('text'),
    });
  }
  return scenarioLink(scenario);
}

function unfit(message: string): UserError {
  return new UserError({ code: 'dashboard-form', message, remedy: 'Nothing was saved.' });
}
