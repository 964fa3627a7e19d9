/** What `audit` takes from words and configuration. */
import { expect, test } from 'vitest';
import { readAudit } from '../../options/audit.ts';
import { memoryHost } from '../support/memory-host.ts';
import { project } from '../support/run-cli.ts';

test('audit takes SARIF, from words and from the configuration', async () => {
  const { host } = memoryHost();
  const cwd = project({ 'perf-harness.config.json': '{ "reporters": ["sarif=of-file.sarif"] }' });
  const configured = await readAudit({ ...host, cwd }, {});
  expect(configured.reports).toMatchObject([{ name: 'sarif', file: `${cwd}/of-file.sarif` }]);
  const said = await readAudit({ ...host, cwd }, { reporter: ['sarif=of-word.sarif'] });
  expect(said.reports).toMatchObject([{ name: 'sarif', file: `${cwd}/of-word.sarif` }]);
});
