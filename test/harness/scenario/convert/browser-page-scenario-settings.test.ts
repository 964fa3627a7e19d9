import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  closeProjects,
  createScenarioProject,
  scenarioFileText,
} from '../scenario-project-test-setup.ts';

afterAll(closeProjects);

const SERVER = `server: { command: ['node', 'server.js'] }`;

/** Creates a project with one page scenario, with preset name and server. */
function pageProject(page: string, rest = '') {
  return createScenarioProject({
    'scenarios/a.ts': scenarioFileText(
      `name: 'a', ${SERVER}, page: { url: '/', ${page} }, ${rest}`,
    ),
  });
}

async function pageOf(page: string, rest = '') {
  const { folder, resolve } = pageProject(page, rest);
  const [scenario] = await resolve();
  if (scenario?.kind !== 'page') throw new Error('no page');
  return { folder, scenario };
}

describe('a page', () => {
  test('has neither flow nor Lighthouse nor trace by default', async () => {
    const { scenario } = await pageOf('');
    expect(Object.keys(scenario)).not.toEqual(expect.arrayContaining(['flow']));
    expect(scenario).not.toHaveProperty('lighthouse');
    expect(scenario).not.toHaveProperty('trace');
    expect(scenario.metrics).toEqual([]);
  });

  test('is complete when it has what its scenario expects', async () => {
    const { scenario } = await pageOf(`expectElement: '#app h1', expectErrors: ['/api/me']`);
    expect(scenario).toMatchObject({ expectElement: '#app h1', expectErrors: ['/api/me'] });
  });

  test('has the metrics of a flow, and time for it', async () => {
    const { scenario } = await pageOf(`flow: () => 1, flowTimeout: '5 s', repeat: 7`);
    expect(scenario.flow).toEqual({ file: null, timeoutMs: 5_000, repeat: 7 });
    expect(scenario.metrics).toEqual(['inp', 'heap_growth']);
    const { scenario: plain } = await pageOf('');
    expect(scenario.timeoutMs - plain.timeoutMs).toBe(17 * 5_000 + scenario.restTimeoutMs);
  });

  test('resolves the module of a flow from its own folder', async () => {
    const { folder, scenario } = await pageOf(`flow: './flows/open.mjs'`);
    expect(scenario.flow?.file).toBe(join(folder, 'scenarios/flows/open.mjs'));
  });

  test('is measured by Lighthouse when a limit requires it', async () => {
    const { scenario } = await pageOf('', `budgets: { 'lighthouse.lcp': '< 3 s' }`);
    expect(scenario).toMatchObject({ lighthouse: true, metrics: ['lighthouse.lcp'] });
    expect((await pageOf('lighthouse: true, trace: true')).scenario).toMatchObject({
      lighthouse: true,
      trace: true,
      metrics: [],
    });
  });

  test('is held to the interaction limit of a preset only when it has interactions', async () => {
    const limited = async (page: string): Promise<readonly string[]> =>
      (await pageOf(page, `preset: 'kpi-web'`)).scenario.budgets.map(({ metric }) => metric);
    expect(await limited('')).toEqual(['lcp', 'cls']);
    expect(await limited('flow: () => 1')).toEqual(['lcp', 'cls', 'inp']);
  });
});

describe('an invalid page', () => {
  test.each([
    ['a limit for interactions that nobody makes', '', `budgets: { inp: '< 1 s' }`, 'page.flow'],
    [
      'a limit for what repeated flows leave, without repeating',
      'flow: () => 1',
      `budgets: { heap_growth: '< 1 kB' }`,
      'page.repeat',
    ],
    ['a repeat without a flow', 'repeat: 10', '', 'page.repeat: this key applies to a flow'],
    ['a limit of time without a flow', `flowTimeout: '1 s'`, '', 'page.flowTimeout'],
    ['too few repeats', 'flow: () => 1, repeat: 5', '', 'at least 6'],
    ['a flow that is none', 'flow: 3', '', 'a function, or the path of a module'],
    ['an error that is not named', `expectErrors: ['']`, '', 'a list of substrings of URLs'],
    ['a trace that is none', `trace: 'yes'`, '', 'true or false'],
  ])('is rejected with %s', async (_, page, rest, said) => {
    expect(await pageProject(page, rest).refusal()).toContain(said);
  });
});
