import { type Host, history, UserError } from 'perf-harness/plugin';
import type { DashboardRequest } from './node-request-handler.ts';
import { scenarioLink } from './page-links.ts';
import type { Session } from './visitor-authentication-by-token-and-cookie.ts';

/** Response to a form: a redirect, or the reason for its rejection. */
export type FormResponse =
  | { readonly location: string }
  | { readonly status: 400 | 403 | 404 | 413 | 415; readonly sentence: string };

/**
 * Handles a form sent by an authenticated visitor from a page of the dashboard. Pages of other
 * sites cannot send one: browsers state the origin of a form, and only the dashboard's pages
 * contain the form token.
 * @param writer - null if writing is not allowed.
 */
export async function handleForm(
  request: DashboardRequest,
  url: URL,
  { session, writer }: { readonly session: Session; readonly writer: DashboardWriter | null },
): Promise<FormResponse> {
  const refused = refusal(request, url, session, writer);
  if (refused !== null) return refused;
  const body = await request.body();
  if (body === null) return { status: 413, sentence: 'This form is too large.' };
  const form = parseForm(body);
  if (writer === null || !session.isOwnForm(form.line('token'))) {
    return {
      status: 403,
      sentence: 'This form does not belong to this dashboard. Reload the page.',
    };
  }
  try {
    return { location: await applyForm(url.pathname, form, writer) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: 400, sentence: [error.message, error.remedy].join(' ').trim() };
  }
}

/** Checks the head of a request; the body is not read before it passes. */
function refusal(
  request: DashboardRequest,
  url: URL,
  session: Session,
  writer: DashboardWriter | null,
): FormResponse | null {
  const { header } = request;
  if (session.known(request, url) !== 'by-cookie') {
    return { status: 403, sentence: 'First open the address that the server printed.' };
  }
  if (header('origin') === null || (header('sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
    return { status: 403, sentence: 'This form was not submitted from a page of this dashboard.' };
  }
  if (writer === null) {
    return {
      status: 403,
      sentence: 'This dashboard is read-only. Start it with: perf-harness serve --write',
    };
  }
  if (!acceptsForms(url.pathname))
    return { status: 404, sentence: 'This address does not accept form submissions.' };
  const type = (header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    return { status: 415, sentence: 'The request is not a form submission.' };
  }
  return null;
}

const MAX_LENGTH = 2_000;

interface Form {
  /** Value of a field as one line, empty if missing. Control characters are replaced by spaces. */
  readonly line: (name: string) => string;
  /** As it was sent: a name that our own page put there. */
  readonly exact: (name: string) => string;
}

function parseForm(body: string): Form {
  const fields = new URLSearchParams(body);
  const exact = (name: string): string => (fields.get(name) ?? '').toWellFormed();
  return {
    exact,
    line: (name) =>
      exact(name)
        .slice(0, MAX_LENGTH)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what no line of text has
        .replace(/[\u0000-\u001f\u007f-\u009f]+/gu, ' ')
        .trim(),
  };
}

export const DECISIONS_PATH = '/decisions';
export const NOTES_PATH = '/notes';

const DECISIONS: readonly history.DecisionRequest['decision'][] = [
  'acknowledged',
  'ignored',
  'reopened',
];

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

function acceptsForms(path: string): boolean {
  return path === DECISIONS_PATH || path === NOTES_PATH;
}

/** Applies a form. @returns Address of the page that shows the result. */
async function applyForm(path: string, form: Form, writer: DashboardWriter): Promise<string> {
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
