import { packageFile } from '../../host/package-file.ts';
import type { PageScenario } from '../../model/scenario/scenario.ts';
import { type BrowserAddress, connectBrowser } from './connect-browser.ts';
import { collectInteractions, INTERACTIONS, type Interaction } from './interactions.ts';
import type { PageParts } from './load-page.ts';
import { settleBrowser } from './settle-browser.ts';
import { COLLECTOR } from './vitals-script.ts';
import { watchNetwork } from './watch-network.ts';
import { watchPage } from './watch-page.ts';

/** The one tab of a browser, with all that looks at it in place. */
export interface Tab extends PageParts {
  /** What its pages have reported of their slowest interactions so far. */
  readonly interactions: () => readonly Interaction[];
  /** Ends what looks at it; the browser and its page stay. */
  readonly close: () => void;
}

/** Connects to a browser that was just started, and has it come to rest. */
export async function openTab(browser: BrowserAddress, scenario: PageScenario): Promise<Tab> {
  const connection = await connectBrowser(browser);
  await settleBrowser(await connection.newBrowserCDPSession());
  const [context] = connection.contexts();
  const page = context?.pages()[0];
  if (context === undefined || page === undefined) throw new TypeError('a browser without a page');
  const hasFlow = scenario.flow !== undefined;
  const interactions = hasFlow ? await collectInteractions(page) : () => [];
  const vitals = packageFile('web-vitals', 'web-vitals.iife.js');
  const scripts = [vitals, COLLECTOR, ...(hasFlow ? [INTERACTIONS] : [])];
  await page.addInitScript({ content: scripts.join('\n') });
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const network = await watchNetwork(session);
  const watch = await watchPage(page, session);
  const close = (): void => void connection.close().catch(() => undefined);
  return { page, session, network, watch, scenario, interactions, close };
}
