/**
 * Writes `docs/reference/` from the tables of the product and from bench results: `npm run reference`. A test
 * compares the pages with their sources.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { performancePage } from '../bench/performance-page.ts';
import { readPublishedResults } from '../bench/published-results.ts';
import { agentPage } from './reference/agent-report-page.ts';
import { codeRulesPage } from './reference/code-rules-page.ts';
import { codemodsPage } from './reference/codemods-page.ts';
import { commandsPage } from './reference/commands-page.ts';
import { normsPage } from './reference/duration-norms-page.ts';
import { metricsPage } from './reference/metrics-page.ts';

/** Pages by their names in `docs/reference`. */
export const REFERENCE_PAGES: Readonly<Record<string, () => string>> = {
  'agent-report.md': agentPage,
  'code-rules.md': codeRulesPage,
  'codemods.md': codemodsPage,
  'commands.md': commandsPage,
  'metrics.md': metricsPage,
  'norms.md': normsPage,
  'performance.md': () => performancePage(readPublishedResults()),
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const [name, page] of Object.entries(REFERENCE_PAGES))
    writeFileSync(`${folder}${name}`, page());
}
