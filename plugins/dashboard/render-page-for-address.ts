import { setTimeout as sleep } from 'node:timers/promises';
import {
  type collections,
  display,
  type Host,
  type history,
  pages,
  records,
} from 'perf-harness/plugin';
import type { ProjectData } from './cached-dashboard-page-data.ts';
import { runLink, scenarioLink, scenarioName } from './page-links.ts';
import { collectionPage, listPage, verdictMark } from './pages/document-list-page.ts';
import type { NavigationSections } from './pages/navigation-sections.ts';
import { emptyPage, loadingPage, overviewPage } from './pages/overview-page.ts';
import { renderPageLayout } from './pages/page-layout.ts';
import { formatMinute } from './pages/run-table.ts';
import { runsPage } from './pages/runs-page.ts';
import { searchPage } from './pages/search-page.ts';
import { trendPage } from './pages/trend-page.ts';
import type { PageAddress } from './parse-page-address.ts';

/** Page of the budget results of each scenario in its newest run, exceeded budgets first. */
function budgetsPage(
  sections: NavigationSections,
  runs: readonly records.RunRecord[],
  hasTrend: (scenario: string) => boolean,
): string {
  const judged = runs.filter(({ budgets }) => budgets.length > 0);
  const without = runs.filter(({ budgets }) => budgets.length === 0);
  const sorted = judged.toSorted((a, b) => gravity(b) - gravity(a));
  return listPage(
    sections,
    'budgets',
    judged.length,
    () =>
      pages.html`${sorted.map((run) => budgetSection(run, hasTrend))}${
        without.length === 0
          ? null
          : pages.html`<section><h2>Without a budget</h2><details><summary>${display.plural(without.length, 'scenario')}</summary><ul>${without.map(({ scenario }) => pages.html`<li>${display.printable(scenario)}</li>`)}</ul></details></section>`
      }`,
  );
}

const GRAVITY = { pass: 0, inconclusive: 1, fail: 2 } as const;

function gravity({ verdict }: records.RunRecord): number {
  return GRAVITY[verdict];
}

function budgetSection(
  run: records.RunRecord,
  hasTrend: (scenario: string) => boolean,
): pages.Markup {
  const { scenario, id, startedAt, verdict } = run;
  return pages.html`<section><h2>${scenarioName(scenario, hasTrend)}</h2>
<p>${verdictMark(verdict)} <span class="faint">in the run of <a href="${runLink(id)}">${formatMinute(startedAt)}</a></span></p>${pages.blockMarkup(pages.budgetTable(pages.budgetFacts(run).map((budget) => ({ budget }))))}</section>
`;
}

/** Marks work that is still running; meanwhile a page says so. */
const LATER: unique symbol = Symbol('later');

/** The outcome of some work, or that it is not there yet. @param patienceMs - How long it is waited for. */
async function soon<T>(work: Promise<T>, patienceMs: number): Promise<T | typeof LATER> {
  const ended = new AbortController();
  const later = sleep(patienceMs, undefined, { signal: ended.signal }).then(
    (): typeof LATER => LATER,
    (): typeof LATER => LATER,
  );
  try {
    return await Promise.race([work, later]);
  } finally {
    ended.abort();
  }
}

/** Page, possibly to be reloaded soon, or the message that there is none. */
export type RenderedPage =
  | { readonly text: string; readonly isEarly?: boolean }
  | { readonly missing: string };

/** Inputs of the pages. */
export interface PageSources {
  readonly data: ProjectData;
  readonly clock: Pick<Host['clock'], 'now'>;
  /** Token for forms; null if writing is not allowed, so pages have no forms. */
  readonly formToken: string | null;
  /** Time to wait for the history before a page is shown without it, milliseconds. */
  readonly patienceMs: number;
}

const WEEK_MS = 7 * 86_400_000;

/** Start of the changes shown in the overview, ISO 8601. */
export function weekBefore({ now }: Pick<Host['clock'], 'now'>): string {
  return new Date(now().getTime() - WEEK_MS).toISOString();
}

/** Documents of a kind that the overview shows. */
const NEWEST = 5;
/** Documents of a kind that a list shows. */
const MOST = 200;

/** Renders the page at an address. @throws UserError where data cannot be read. */
export async function renderPage(sources: PageSources, place: PageAddress): Promise<RenderedPage> {
  const { data, clock, patienceMs } = sources;
  const whole = () => soon(data.digest(weekBefore(clock)), patienceMs);
  /** History for pages that need it for links only; null where it is not ready in time. */
  const digest = async (): Promise<history.HistoryReport | null> => {
    const found = await whole();
    return found === LATER ? null : found;
  };
  switch (place.page) {
    case 'overview': {
      const found = await whole();
      if (found === null) return { text: emptyPage(data.sections) };
      const others = await rowsOf(data, NEWEST);
      if (found === LATER) return { text: loadingPage(data, others), isEarly: true };
      return { text: overviewPage(found, data, others) };
    }
    case 'search': {
      const others = await rowsOf(data, MOST);
      return { text: searchPage(place.words, await digest(), data, others) };
    }
    case 'scenario':
      return scenarioPage(sources, place.name);
    case 'runs':
      return { text: runsPage(data, namesIn(await digest())) };
    case 'run': {
      const run = data.run(place.id);
      if (run === null) return { missing: 'There is no record of this run.' };
      const report = records.combineRuns([run]);
      return {
        text: documentPage(data.sections, report, 'runs', known(await digest(), [run.scenario])),
      };
    }
    case 'budgets': {
      const names = namesIn(await digest());
      return {
        text: budgetsPage(data.sections, await data.newestRuns(), (name) => names.has(name)),
      };
    }
    case 'list': {
      const names = namesIn(await digest());
      const rows = await rowsIn(data, place.room, MOST);
      return { text: collectionPage(data.sections, place.room, rows, (name) => names.has(name)) };
    }
    case 'document': {
      const { room, id } = place;
      // A map counts as a profile and is shown only there.
      const found =
        room === 'maps' ? null : ((await data.collections.get(room)?.document(id)) ?? null);
      if (found === null) return { missing: 'There is no document with this name.' };
      const names = known(await digest(), scenariosOf(found));
      return { text: documentPage(data.sections, found, room, names) };
    }
  }
}

async function scenarioPage(
  { data, formToken, patienceMs }: PageSources,
  name: string,
): Promise<RenderedPage> {
  const found = await soon(data.trends(name), patienceMs);
  if (found === LATER) return { text: loadingPage(data, []), isEarly: true };
  if (found === null) return { missing: 'The history contains no scenario with this name.' };
  const rows = await rowsOf(data, MOST);
  const own = rows.map(
    ([room, all]) => [room, all.filter(({ scenario }) => scenario === name)] as const,
  );
  return {
    text: trendPage(found, {
      sections: data.sections,
      name,
      runIds: data.runIds(),
      others: own,
      formToken,
    }),
  };
}

async function rowsIn(
  { collections: stored }: ProjectData,
  room: string,
  most: number,
): Promise<collections.CollectionRow[]> {
  const shelf = stored.get(room);
  if (shelf === undefined) return [];
  const ids = await shelf.list();
  return Promise.all(ids.slice(0, most).map((id) => shelf.row(id)));
}

/** The newest of each kind; maps are among the profiles. */
async function rowsOf(
  data: ProjectData,
  most: number,
): Promise<readonly (readonly [string, readonly collections.CollectionRow[]])[]> {
  const rooms = [...data.collections.keys()].filter((room) => room !== 'maps');
  return Promise.all(rooms.map(async (room) => [room, await rowsIn(data, room, most)] as const));
}

function namesIn(digest: history.HistoryReport | null): ReadonlySet<string> {
  return new Set(digest?.trends.map(({ scenario }) => scenario));
}

function known(
  digest: history.HistoryReport | null,
  scenarios: readonly string[],
): readonly string[] {
  const names = namesIn(digest);
  return scenarios.filter((name) => names.has(name));
}

/** Names of the scenarios that a document is about. */
function scenariosOf(document: pages.ShownDocument): readonly string[] {
  if (pages.hasView(document)) return [];
  if (document.schema === 'perf-harness/comparison@1') {
    return document.comparisons.map(({ scenario }) => scenario);
  }
  if (document.schema === 'perf-harness/gate@1') {
    return document.checks
      .map(({ scenario }) => scenario)
      .filter((name) => name !== records.CHANGED_LINES);
  }
  const { scenario } = document as { readonly scenario?: unknown };
  return typeof scenario === 'string' ? [scenario] : [];
}

/**
 * Renders a document like its report, with links to the trends of its scenarios.
 * @param scenarios - Scenarios in the history.
 */
function documentPage(
  sections: NavigationSections,
  document: pages.ShownDocument,
  section: string,
  scenarios: readonly string[],
): string {
  const { body, ...rest } = pages.renderPageParts(pages.createView(document));
  const names = [...new Set(scenarios)];
  return renderPageLayout({
    ...rest,
    sections,
    section,
    body: pages.html`${body}
${names.length === 0 ? null : pages.html`<section><h2>Over time</h2><ul>${names.map((name) => pages.html`<li><a href="${scenarioLink(name)}">${display.printable(name)}</a></li>`)}</ul></section>`}`,
  });
}
