/** The pages about scenarios and configuration: their examples are loaded as users would have them. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import { configSchema } from '../../../harness/scenario/schema/config-schema.ts';
import { DEFINITION_SCHEMAS } from '../../../harness/scenario/schema/scenario-definition-schema.ts';
import {
  requestObject,
  serverSchema,
} from '../../../harness/scenario/schema/server-and-request-schema.ts';
import { readCodeBlocks } from '../../repository/parse-markdown.ts';
import { ROOT, readRepositoryFile } from '../../repository/read-repository-sources.ts';
import { closeProjects, createScenarioProject } from './scenario-project-test-setup.ts';

afterAll(closeProjects);

const scenarios = readRepositoryFile('docs/scenarios.md');
const configuration = readRepositoryFile('docs/configuration.md');
const pages = [
  'README.md',
  'docs/scenarios.md',
  'docs/configuration.md',
  'docs/counts.md',
  ...['function', 'command', 'http', 'page'].map((kind) => `docs/executors/${kind}.md`),
];

const examples = pages.flatMap((page) =>
  readCodeBlocks(readRepositoryFile(page)).flatMap(({ language, text }) =>
    /defineScenario|new Bench/.test(text) ? [{ page, language, text }] : [],
  ),
);

test('finds examples to load', () => {
  expect(examples.length).toBeGreaterThan(15);
});

test.each(examples)(
  'loads scenarios from an example of $page: $text',
  async ({ language, text }) => {
    const { folder, resolve } = createScenarioProject({ [`scenarios/example.${language}`]: text });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    expect((await resolve()).length).toBeGreaterThan(0);
  },
);

test.each(readCodeBlocks(configuration).filter(({ text }) => text.includes('scenarios:')))(
  'reads the configuration in $language',
  async ({ language, text }) => {
    const { host } = createScenarioProject({ [`perf-harness.config.${language}`]: text });
    const config = await loadConfig(host, host.cwd);
    expect(config.scenarios).toEqual(['scenarios/', 'packages/*/bench/*.ts']);
    expect(config.defaults.sampling).toEqual({ minTrials: 6, maxTimeMs: 20_000 });
  },
);

describe('the documentation of keys', () => {
  /** Keys that have no line of their own in a table. */
  const missing = (shape: object, text: string): readonly string[] =>
    Object.keys(shape).filter((key) => !new RegExp(`^\\| \`${key}\` +\\|`, 'm').test(text));

  test.each(Object.entries(DEFINITION_SCHEMAS).map(([kind, { shape }]) => ({ kind, shape })))(
    'has a line for every key of $kind scenarios',
    ({ shape }) => {
      // These have tables of their own.
      const apart = ['server', 'http', 'k6', 'page'];
      expect(missing(shape, scenarios).filter((key) => !apart.includes(key))).toEqual([]);
    },
  );

  test.each([
    ['server', serverSchema.shape],
    ['http', requestObject.shape],
  ])('has a line for every key of %s in its table', (name, shape) => {
    const [, table = ''] = scenarios.split(`| key of \`${name}\``);
    const [rows = ''] = table.split('\n\n');
    expect(missing(shape, rows)).toEqual([]);
  });

  test('has a line for every key of the configuration', () => {
    expect(missing(configSchema.shape, configuration)).toEqual([]);
  });
});
