/** The core knows no plugins; they know only the core that `perf-harness/plugin` exports. */
import { globSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { OFFICIAL_PACKAGES } from '../../registry/official-npm-packages.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import {
  listSourceFiles,
  ROOT,
  readImports,
  readRepositoryFile,
} from './read-repository-sources.ts';

/** The lists of names: of plugins, and of their sections in the configuration. */
const LISTS = /^registry\/official-/u;
/** Names in documents, and words of other programs and fields: flags, a service of CI, a term of statistics, reports of Lighthouse, a state of code in V8. */
const FOREIGN =
  /systemCPUTime|--no-audit|--permission-audit|TeamCity|TEAMCITY_VERSION|exchangeable|LIGHTHOUSE_AUDITS|optimization_hints|already_?optimized|No optimization needed|optimizeForSpeed|deoptimized code/giu;
const ABOUT_OTHERS = /lighthouse/u;
/**
 * Files in which the name of a plugin is an ordinary English word: the checklist covers monitoring
 * of a service, and its dashboards.
 */
const HOMONYMS: Readonly<Record<string, RegExp>> = {
  monitoring: /^(?:project\/performance-checklist|cli\/commands\/check)\//u,
  dashboard: /^project\/performance-checklist\//u,
  // Instructions for agents name the command that serves them.
  mcp: /^cli\/init\/agents\//u,
};
/** A plugin's public entry, and its option tables, used by others too and loaded by help. */
const ENTRY = /^plugins\/[^/]+\/(?:index|[\w-]*options[\w-]*)\.ts$/u;
const MOST_NAMES = 60;

const product = listSourceFiles().filter(
  (path) => !/^(?:test|bench|tools|scenarios)\//u.test(path),
);

const names = OFFICIAL_PLUGINS.map(({ name }) => name);

describe.each(names)('the plugin %s', (name) => {
  const isOwn = (path: string): boolean => path.startsWith(`plugins/${name}/`);
  const stem = new RegExp(name.replace(/e$/u, ''), 'iu');

  test('is named by no file of the core', () => {
    const core = product
      .filter((path) => !path.startsWith('plugins/'))
      .filter((path) => !LISTS.test(path) && !ABOUT_OTHERS.test(path))
      .filter((path) => !HOMONYMS[name]?.test(path));
    const wrong = core.filter(
      (path) => stem.test(path) || stem.test(readRepositoryFile(path).replaceAll(FOREIGN, '')),
    );
    expect(wrong).toEqual([]);
  });

  test('imports only the plugin interface from the core', () => {
    const wrong = product
      .filter(isOwn)
      .flatMap(readImports)
      .filter(({ target }) => target.type === 'file' && !target.path.startsWith('plugins/'))
      .filter(({ specifier }) => specifier !== 'perf-harness/plugin');
    expect(wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });
});

test('plugins use each other through public entries', () => {
  const pluginOf = (path: string): string | undefined => /^plugins\/([^/]+)\//u.exec(path)?.[1];
  const wrong = product
    .filter((path) => path.startsWith('plugins/'))
    .flatMap(readImports)
    .filter(({ from, target }) => {
      if (target.type !== 'file' || ENTRY.test(target.path)) return false;
      const used = pluginOf(target.path);
      return used !== undefined && used !== pluginOf(from);
    });
  expect(wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
});

describe('the code-reading library of plugins', () => {
  const LIBRARY = 'plugins/analysis/';
  const importers = product
    .filter((path) => !path.startsWith(LIBRARY))
    .flatMap(readImports)
    .filter(({ target }) => target.type === 'file' && target.path.startsWith(LIBRARY));

  test('is imported through its public entry', () => {
    const wrong = importers.filter(
      ({ target }) => target.type === 'file' && target.path !== `${LIBRARY}index.ts`,
    );
    expect(wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });

  test('is loaded by the core on demand, in one module', () => {
    const core = importers.filter(({ from }) => !from.startsWith('plugins/'));
    expect([...new Set(core.map(({ from }) => from))]).toEqual([
      'registry/load-source-analysis-library.ts',
    ]);
    expect(readRepositoryFile('registry/load-source-analysis-library.ts')).not.toMatch(
      /^(?:import|export) (?!type )[^;(]*from '[^']*plugins/mu,
    );
  });

  test('leaves parsers of code to plugins', () => {
    const parsers = product
      .filter((path) => !path.startsWith('plugins/'))
      .flatMap(readImports)
      .filter(({ specifier }) => /^(?:@ast-grep\/|typescript)/u.test(specifier));
    expect(parsers.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });
});

test('packages of plugins are listed where a missing package is reported', () => {
  const folders = globSync('plugins/*/package.json', { cwd: ROOT }).map(
    (path) => (JSON.parse(readRepositoryFile(path)) as { name: string }).name,
  );
  expect(OFFICIAL_PACKAGES.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
});

test(`the plugin interface has at most ${MOST_NAMES} names`, () => {
  const { module } = parseSync('plugin.ts', readRepositoryFile('plugin.ts'));
  const names = module.staticExports.flatMap(({ entries }) => entries);
  expect(names.length).toBeGreaterThan(30);
  expect(names.length).toBeLessThanOrEqual(MOST_NAMES);
});
