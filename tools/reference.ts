/**
 * Writes `docs/reference/`: what the tables of the product say of themselves. `npm run reference`; a test
 * holds the pages against the tables.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codemodsPage } from './reference/codemods-page.ts';
import { commandsPage } from './reference/commands-page.ts';
import { metricsPage } from './reference/metrics-page.ts';

/** Pages by their names in `docs/reference`. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'codemods.md': codemodsPage,
  'commands.md': commandsPage,
  'metrics.md': metricsPage,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const [name, page] of Object.entries(PAGES)) writeFileSync(`${folder}${name}`, page());
}
