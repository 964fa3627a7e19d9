import { setTimeout as sleep } from 'node:timers/promises';
import {
  type collections,
  display,
  type Host,
  type history,
  pages,
  records,
  UserError,
} from 'perf-harness/plugin';
import type { ProjectData } from './cached-dashboard-page-data.ts';
import { scenarioLink } from './page-links.ts';
import { commitComparisonPage } from './pages/commit-comparison-page.ts';
import { budgetsPage, collectionPage, runsPage } from './pages/document-list-page.ts';
import type { NavigationSections } from './pages/navigation-sections.ts';
import {
  emptyPage,
  type ListedDocuments,
  loadingPage,
  nameTest,
  overviewPage,
} from './pages/overview-page.ts';
import { renderPageLayout } from './pages/page-layout.ts';
import { searchPage } from './pages/search-page.ts';
import { trendPage } from './pages/trend-page.ts';
import type { PageAddress } from './parse-page-address.ts';
import { type FilterChoices, filterTrends } from './trend-filter.ts';

/** Marks work that is still running; meanwhile a page says so. */
const LATER = Symbol('later');

/** The outcome of some work, or that it is not there yet. @param patienceMs - How long it is waited for. */
function soon<T>(work: Promise<T>, patienceMs: number): Promise<T | typeof LATER> {
  return Promise.race([work, sleep(patienceMs, LATER, { ref: false })]);
}

/** Page, possibly to be reloaded soon, or the message that there is none. */
export type RenderedPage =
  | { readonly text: string; readonly isEarly?: boolean }
  | { readonly missing: string };

export interface PageSources {
  readonly data: ProjectData;
  readonly clock: Pick<Host['clock'], 'now'>;
  /** Token for forms; null if writing is not allowed, so pages have no forms. */
  readonly formToken: string | null;
  /** Time to wait for the history before a page is shown without it, milliseconds. */
  readonly patienceMs: number;
}

const WEEK_MS = 7 * 86_400_000;

/** Start of the changes that are news, ISO 8601. */
function weekBefore({ now }: Pick<Host['clock'], 'now'>): string {
  return new Date(now().getTime() - WEEK_MS).toISOString();
}

/** Documents of a kind that the overview shows. */
const NEWEST = 5;
/** Documents of a kind that a list shows. */
const MAX_DOCUMENTS = 200;

export async function renderPage(sources: PageSources, place: PageAddress): Promise<RenderedPage> {
  try {
    return await renderKnownPage(sources, place);
  } catch (error) {
    // A link may name a branch that has been deleted since.
    if (error instanceof UserError && error.code === 'history-branch') {
      return { missing: error.message };
    }
    throw error;
  }
}

async function renderKnownPage(sources: PageSources, place: PageAddress): Promise<RenderedPage> {
  const { data, clock, patienceMs } = sources;
  const whole = (branch: string | null = null) => soon(data.allTrends(branch), patienceMs);
  /** History for pages that need it for links only; null where it is not ready in time. */
  const digest = async (): Promise<history.HistoryReport | null> => {
    const found = await whole();
    return found === LATER ? null : found;
  };
  switch (place.page) {
    case 'overview': {
      const { filter } = place;
      const found = await whole(filter.branch);
      if (found === null) return { text: emptyPage(data.sections) };
      const others = await rowsOf(data, NEWEST);
      if (found === LATER) return { text: loadingPage(data, others), isEarly: true };
      const choices = await choicesOf(data, found);
      const budgets = await data.budgets();
      const context = { filter, choices, budgets, others, since: weekBefore(clock) };
      return { text: overviewPage(filterTrends(found, filter), data, context) };
    }
    case 'compare': {
      const found = await whole();
      if (found === null) return { text: emptyPage(data.sections) };
      if (found === LATER) return { text: loadingPage(data, []), isEarly: true };
      return { text: commitComparisonPage(found, data.sections, place) };
    }
    case 'search': {
      const others = await rowsOf(data, MAX_DOCUMENTS);
      return { text: searchPage(place.words, await digest(), data, others) };
    }
    case 'scenario':
      return scenarioPage(sources, place);
    case 'runs':
      return { text: runsPage(data, nameTest(await digest())) };
    case 'run': {
      const run = data.run(place.id);
      if (run === null) return { missing: 'There is no record of this run.' };
      const report = records.combineRuns([run]);
      return {
        text: documentPage(data.sections, report, 'runs', known(await digest(), [run.scenario])),
      };
    }
    case 'budgets': {
      const hasTrend = nameTest(await digest());
      return { text: budgetsPage(data.sections, await data.budgets(), hasTrend) };
    }
    case 'list': {
      const hasTrend = nameTest(await digest());
      const rows = await rowsIn(data, place.room, MAX_DOCUMENTS);
      return { text: collectionPage(data.sections, place.room, rows, hasTrend) };
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
  { name, filter }: Extract<PageAddress, { readonly page: 'scenario' }>,
): Promise<RenderedPage> {
  const found = await soon(data.trends(name, filter.branch), patienceMs);
  if (found === LATER) return { text: loadingPage(data, []), isEarly: true };
  if (found === null) return { missing: 'The history contains no scenario with this name.' };
  const rows = await rowsOf(data, MAX_DOCUMENTS);
  const own = rows.map(
    ([room, all]) => [room, all.filter(({ scenario }) => scenario === name)] as const,
  );
  return {
    text: trendPage(filterTrends(found, filter), {
      sections: data.sections,
      name,
      filter,
      runIds: data.runIds(),
      choices: await choicesOf(data, found),
      budgets: await data.budgets(),
      others: own,
      formToken,
    }),
  };
}

async function choicesOf(
  data: ProjectData,
  { trends }: history.HistoryReport,
): Promise<FilterChoices> {
  const machines = trends.flatMap(({ machine }) => machine ?? []);
  const once = new Map(machines.map((machine) => [machine.id, machine]));
  return { branches: await data.branches(), machines: [...once.values()] };
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
async function rowsOf(data: ProjectData, most: number): Promise<ListedDocuments> {
  const rooms = [...data.collections.keys()].filter((room) => room !== 'maps');
  return Promise.all(rooms.map(async (room) => [room, await rowsIn(data, room, most)] as const));
}

function known(
  digest: history.HistoryReport | null,
  scenarios: readonly string[],
): readonly string[] {
  return scenarios.filter(nameTest(digest));
}

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

/** Renders a document like its report, with links to the trends of its scenarios. */
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
