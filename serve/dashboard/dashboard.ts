import { reportOfRuns } from '../../harness/gate/report-of-runs.ts';
import type { Clock } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { DashboardAnswer, DashboardRequest } from './dashboard-request.ts';
import { isForUs, type OwnAddress } from './own-host.ts';
import { documentPage } from './pages/document-page.ts';
import { lockedPage, missingPage, troublePage } from './pages/notice-page.ts';
import { emptyPage, overviewPage } from './pages/overview-page.ts';
import { searchPage } from './pages/search-page.ts';
import { trendPage } from './pages/trend-page.ts';
import { type Place, placeOf } from './place-of.ts';
import { policyOf } from './policy.ts';
import type { ProjectData } from './project-data.ts';
import { createSession, TOKEN_PARAMETER } from './session.ts';

export interface DashboardParts {
  readonly data: ProjectData;
  readonly own: OwnAddress;
  /** Whoever has it may look. */
  readonly token: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Is told of what must not be: a defect of ours. */
  readonly onTrouble: (error: unknown) => void;
}

/** What changed in the overview: so long ago at the most. */
const WEEK_MS = 7 * 86_400_000;

/** Only what follows it matters. */
const ANY_SERVER = 'http://127.0.0.1';

const ALWAYS = {
  'cache-control': 'no-store',
  'content-type': 'text/html; charset=utf-8',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The dashboard with no server: a request in, a page out. It changes nothing. */
export function createDashboard(
  parts: DashboardParts,
): (request: DashboardRequest) => Promise<DashboardAnswer> {
  const session = createSession(parts.token, parts.own.port);
  return async (request) => {
    if (!isForUs(request, parts.own)) return plain(403, 'This address is not of this dashboard.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return plain(405, 'The dashboard can only be read.', { allow: 'GET, HEAD' });
    }
    // Only a path: whatever else a first line may hold names another server.
    const url = request.target.startsWith('/') ? URL.parse(`${ANY_SERVER}${request.target}`) : null;
    if (url === null) return plain(400, 'This is no address of a page.');
    const known = session.known(request, url);
    if (known === null) return pageAnswer(403, lockedPage());
    if (known === 'by-cookie') return answered(parts, url);
    const cookie = { 'set-cookie': session.setCookie };
    if (!isOpenedHere(request)) return withHeaders(await answered(parts, url), cookie);
    url.searchParams.delete(TOKEN_PARAMETER);
    // Two slashes at the beginning would name another server.
    const path = url.pathname.replace(/^\/+/u, '/');
    return withHeaders(plain(303, ''), { ...cookie, location: `${path}${url.search}` });
  };
}

/**
 * Whether a browser was told the address by its user. Then it is sent on to the one without the token,
 * which stays in no list of visits. Sent on from a page of elsewhere it would not show its cookie.
 */
function isOpenedHere({ header }: DashboardRequest): boolean {
  const site = header('sec-fetch-site');
  return site === 'none' || site === 'same-origin';
}

async function answered(parts: DashboardParts, url: URL): Promise<DashboardAnswer> {
  const place = placeOf(url);
  if (place === null) return missing('There is no such page.');
  try {
    return await pageOf(parts, place);
  } catch (error) {
    if (error instanceof UserError) {
      return pageAnswer(500, troublePage(error.message, error.remedy ?? ''));
    }
    parts.onTrouble(error);
    return pageAnswer(
      500,
      troublePage('This page cannot be shown.', 'What went wrong is told where the server runs.'),
    );
  }
}

async function pageOf({ data, clock }: DashboardParts, place: Place): Promise<DashboardAnswer> {
  const digest = () => data.digest(new Date(clock.now().getTime() - WEEK_MS).toISOString());
  switch (place.page) {
    case 'overview': {
      const found = await digest();
      return pageAnswer(200, found === null ? emptyPage() : overviewPage(found, data));
    }
    case 'search':
      return pageAnswer(200, searchPage(place.words, await digest(), data));
    case 'scenario': {
      const found = await data.trends(place.name);
      if (found === null) return missing('The history has no scenario of this name.');
      return pageAnswer(200, trendPage(found, data.runIds()));
    }
    case 'run': {
      const run = data.run(place.id);
      if (run === null) return missing('There is no record of this run here.');
      return pageAnswer(200, documentPage(reportOfRuns([run]), [run.scenario]));
    }
    case 'comparison': {
      const found = await data.comparison(place.id);
      if (found === null) return missing('There is no comparison of this name.');
      const names = found.comparisons.map(({ scenario }) => scenario);
      return pageAnswer(200, documentPage(found, names));
    }
  }
}

function missing(sentence: string): DashboardAnswer {
  const more =
    'Records are removed when there are newer ones; the trends keep what they said. Search for it, or begin at the overview.';
  return pageAnswer(404, missingPage(sentence, more));
}

function pageAnswer(status: number, body: string): DashboardAnswer {
  return { status, headers: { ...ALWAYS, 'content-security-policy': policyOf(body) }, body };
}

/** For whoever is no visitor: a line, and nothing that could be looked into. */
function plain(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): DashboardAnswer {
  const type = { 'content-type': 'text/plain; charset=utf-8' };
  const policy = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" };
  return { status, headers: { ...ALWAYS, ...type, ...policy, ...headers }, body: text };
}

function withHeaders(
  answer: DashboardAnswer,
  headers: Readonly<Record<string, string>>,
): DashboardAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
