import { UserError } from 'perf-harness/plugin';
import type { DashboardRequest } from '../dashboard-request.ts';
import type { Session } from '../visitor-authentication-by-token-and-cookie.ts';
import { parseForm } from './parse-form.ts';
import {
  acceptsForms,
  applyForm,
  type DashboardWriter,
} from './write-submitted-decision-or-note.ts';

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
