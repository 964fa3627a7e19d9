import { createHash } from 'node:crypto';
import { type Host, UserError } from 'perf-harness/plugin';
import type { ProjectData } from './cached-dashboard-page-data.ts';
import { type DashboardWriter, handleForm } from './handle-form-request.ts';
import type { DashboardRequest, DashboardResponse } from './node-request-handler.ts';
import { accessDeniedPage, errorPage } from './pages/page-layout.ts';
import { parsePageAddress } from './parse-page-address.ts';
import { renderPage } from './render-page-for-address.ts';
import {
  createSession,
  type Session,
  TOKEN_PARAMETER,
} from './visitor-authentication-by-token-and-cookie.ts';

interface OwnAddress {
  /** Name or address that it listens on. */
  readonly host: string;
  readonly port: number;
  /** Origins under which a proxy shows it: `https://perf.example`. */
  readonly origins: readonly string[];
}

/** As a URL writes every address of version 4 and 6. */
const ADDRESS = /^(?:(?:\d{1,3}\.){3}\d{1,3}|\[[\da-f:.]+\])$/u;

/**
 * True if a request names this server and, where the browser reports an origin, comes from its own
 * pages. A page of another site whose name was made to resolve to this machine (DNS rebinding)
 * sends that name in `Host`, so only known names are accepted. An IP address belongs to no site and
 * is accepted.
 */
function isForUs({ header }: Pick<DashboardRequest, 'header'>, own: OwnAddress): boolean {
  const host = header('host');
  if (host === null || !isOwnHost(host, own)) return false;
  const origin = header('origin');
  if (origin === null || own.origins.includes(origin)) return true;
  return origin === `http://${host}`;
}

function isOwnHost(text: string, { host, port, origins }: OwnAddress): boolean {
  const given = text.toLowerCase();
  if (origins.some((origin) => URL.parse(origin)?.host === given)) return true;
  const url = URL.parse(`http://${given}`);
  // Rejects anything else that a URL may contain: `127.0.0.1@evil.example`, a path, a query.
  if (url === null || url.href !== `http://${url.host}/` || Number(url.port || 80) !== port) {
    return false;
  }
  const name = url.hostname;
  return name === 'localhost' || name === host.toLowerCase() || ADDRESS.test(name);
}

export interface DashboardDependencies {
  readonly data: ProjectData;
  /** null: it can only be read. */
  readonly writer: DashboardWriter | null;
  readonly own: OwnAddress;
  /** Secret that grants read access. */
  readonly token: string;
  readonly clock: Pick<Host['clock'], 'now'>;
  /** Time to wait for the history before a page is shown without it, milliseconds. */
  readonly patienceMs: number;
  /** Called with unexpected errors, which are defects of perf-harness. */
  readonly onTrouble: (error: unknown) => void;
}

/** Placeholder origin, needed only to parse paths. */
const ANY_SERVER = 'http://127.0.0.1';

const ALWAYS = {
  'cache-control': 'no-store',
  'content-type': 'text/html; charset=utf-8',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Forms send their origin, which is checked; other sites receive no referrer.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** Creates the dashboard's handler, no server. Only forms change things, and only if allowed. */
export function createDashboard(
  parts: DashboardDependencies,
): (request: DashboardRequest) => Promise<DashboardResponse> {
  const session = createSession(parts.token, parts.own.port);
  return async (request) => {
    if (!isForUs(request, parts.own))
      return plain(403, 'This address does not belong to this dashboard.');
    const isForm = request.method === 'POST';
    if (!isForm && request.method !== 'GET' && request.method !== 'HEAD') {
      const allow = parts.writer === null ? 'GET, HEAD' : 'GET, HEAD, POST';
      return plain(405, 'The dashboard does not support this HTTP method.', { allow });
    }
    // Only a path is accepted: any other request target names another server.
    const url = request.target.startsWith('/') ? URL.parse(`${ANY_SERVER}${request.target}`) : null;
    if (url === null) return plain(400, 'This is not a page address.');
    if (isForm) return formAnswer(parts, session, request, url);
    const known = session.known(request, url);
    if (known === null) return pageAnswer(403, accessDeniedPage());
    if (known === 'by-cookie') return answered(parts, session, url);
    const cookie = { 'set-cookie': session.setCookie };
    if (!isOpenedHere(request)) return withHeaders(await answered(parts, session, url), cookie);
    url.searchParams.delete(TOKEN_PARAMETER);
    // A location that starts with two slashes would name another server.
    const path = url.pathname.replace(/^\/+/u, '/');
    return withHeaders(plain(303, ''), { ...cookie, location: `${path}${url.search}` });
  };
}

/**
 * True if the user entered the address. The browser is then redirected to the address without the
 * token, which keeps the token out of its history. After a redirect from another site it would not
 * send its cookie.
 */
function isOpenedHere({ header }: DashboardRequest): boolean {
  const site = header('sec-fetch-site');
  return site === 'none' || site === 'same-origin';
}

async function answered(
  parts: DashboardDependencies,
  { formToken }: Session,
  url: URL,
): Promise<DashboardResponse> {
  const place = parsePageAddress(url, (word) => parts.data.collections.has(word));
  if (place === null) return missing(parts, 'This page does not exist.');
  try {
    const page = await renderPage({ ...parts, formToken: parts.writer && formToken }, place);
    if ('missing' in page) return missing(parts, page.missing);
    const answer = pageAnswer(200, page.text);
    return page.isEarly === true ? withHeaders(answer, { refresh: '1' }) : answer;
  } catch (error) {
    return troubleAnswer(parts, error);
  }
}

async function formAnswer(
  parts: DashboardDependencies,
  session: Session,
  request: DashboardRequest,
  url: URL,
): Promise<DashboardResponse> {
  const { writer, data } = parts;
  try {
    const answer = await handleForm(request, url, { session, writer });
    if (!('location' in answer)) {
      return troublePage(parts, answer.status, answer.sentence, 'Nothing was changed.');
    }
    data.forget();
    return plain(303, '', { location: answer.location });
  } catch (error) {
    return troubleAnswer(parts, error);
  }
}

function troubleAnswer(parts: DashboardDependencies, error: unknown): DashboardResponse {
  if (error instanceof UserError) {
    return troublePage(parts, 500, error.message, error.remedy ?? '');
  }
  parts.onTrouble(error);
  const remedy = 'See the terminal of the server for the error.';
  return troublePage(parts, 500, 'This page cannot be shown.', remedy);
}

function troublePage(
  { data }: DashboardDependencies,
  status: number,
  sentence: string,
  remedy: string,
): DashboardResponse {
  return pageAnswer(status, errorPage(data.sections, 'trouble', sentence, remedy));
}

function missing({ data }: DashboardDependencies, sentence: string): DashboardResponse {
  const more =
    'Older records are deleted as new records arrive, but their values remain in the trends. Search for the record, or start at the overview.';
  return pageAnswer(404, errorPage(data.sections, 'not-found', sentence, more));
}

function pageAnswer(status: number, body: string): DashboardResponse {
  return { status, headers: { ...ALWAYS, 'content-security-policy': policyOf(body) }, body };
}

/** Returns plain text without project content, for requests not answered with a page. */
function plain(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): DashboardResponse {
  const type = { 'content-type': 'text/plain; charset=utf-8' };
  const policy = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" };
  return { status, headers: { ...ALWAYS, ...type, ...policy, ...headers }, body: text };
}

function withHeaders(
  answer: DashboardResponse,
  headers: Readonly<Record<string, string>>,
): DashboardResponse {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/**
 * Returns the Content-Security-Policy of a page: nothing may be fetched, and only the styles and
 * scripts in the page as sent are allowed, each by its hash. Foreign text in a page is escaped, so
 * every element found in it is the dashboard's own.
 */
function policyOf(page: string): string {
  const images = page.includes('<img ') ? ['img-src data:'] : [];
  return [
    "default-src 'none'",
    ...hashes('style', page),
    ...hashes('script', page),
    ...images,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function hashes(element: 'style' | 'script', page: string): readonly string[] {
  const found = [...page.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gsu'))];
  if (found.length === 0) return [];
  const names = found.map(([, text = '']) => `'sha256-${digestOf(text)}'`);
  return [`${element}-src ${names.join(' ')}`];
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
