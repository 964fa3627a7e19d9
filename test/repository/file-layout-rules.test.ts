/** Conventions of files: names, folders, sizes. */
import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  listRepositoryFiles,
  listSourceFiles,
  readRepositoryFile,
} from './read-repository-sources.ts';

const MAX_LINES = 300;
const MEDIAN_LINES = 100;
/** Names that say nothing about the content. */
const EMPTY_NAMES = new Set([
  'utils',
  'util',
  'lib',
  'common',
  'types',
  'helpers',
  'misc',
  'shared',
]);

/** Longer lists have to be searched, instead of being taken in at a glance. */
const MAX_FILES = 40;
/** Folders of more, and why they are not split. */
const LONG_FOLDERS: Readonly<Record<string, string>> = {
  bench: 'each file is a bench, run by its name',
  docs: 'each file is one subject; the README there lists them by what they are for',
  'docs/decisions': 'each file is one decision, by its number; the README there lists them',
  'test/cli':
    'each file is a behaviour of the whole command line, and its name begins with the command',
  'test/support': 'each file is one fixture, imported by its name from everywhere in test/',
};

const sources = listSourceFiles();
const shipped = sources.filter((path) =>
  /^(api|cli|harness|options|reports|plugins|profilers|project|registry)\//.test(path),
);

function countLines(path: string): number {
  return readRepositoryFile(path).split('\n').length - 1;
}

describe('the file layout', () => {
  test('has sources to inspect', () => {
    expect(shipped.length).toBeGreaterThan(50);
  });

  test('has names in kebab-case', () => {
    const wrong = sources.filter(
      (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.ts$/.test(basename(path)),
    );
    expect(wrong).toEqual([]);
  });

  test('has no catch-all file or folder', () => {
    const wrong = sources.filter((path) =>
      [...dirname(path).split('/'), basename(path, '.ts')].some((part) => EMPTY_NAMES.has(part)),
    );
    expect(wrong).toEqual([]);
  });

  test(`has no shipped file of more than ${MAX_LINES} lines`, () => {
    const long = shipped.filter((path) => countLines(path) > MAX_LINES);
    expect(long.map((path) => `${path}: ${countLines(path)}`)).toEqual([]);
  });

  test(`has at most ${MEDIAN_LINES} lines in half of the shipped files`, () => {
    const lengths = shipped.map(countLines).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(MEDIAN_LINES);
  });

  test(`has no folder of more than ${MAX_FILES} files, except those of the table`, () => {
    const folders = Object.groupBy(listRepositoryFiles(), (path) => dirname(path));
    const long = Object.entries(folders)
      .filter(([, paths = []]) => paths.length > MAX_FILES)
      .map(([folder]) => folder);
    expect(long.sort()).toEqual(Object.keys(LONG_FOLDERS).sort());
  });

  test('leaves no work as a note in the code', () => {
    const wrong = sources.filter((path) =>
      /\b(TODO|FIXME|XXX|HACK)\b/.test(readRepositoryFile(path)),
    );
    expect(wrong.filter((path) => path !== 'test/repository/file-layout-rules.test.ts')).toEqual(
      [],
    );
  });

  test('has no test that is skipped or runs alone', () => {
    const wrong = sources.filter(
      (path) =>
        path.endsWith('.test.ts') &&
        /\b(test|describe|it)\.(only|skip|todo|fails)\b\s*\(/.test(readRepositoryFile(path)),
    );
    expect(wrong).toEqual([]);
  });

  test('has every test of a module in the folder that mirrors the module', () => {
    const folders = new Set(sources.map((path) => dirname(path)));
    const wrong = sources.filter((path) => {
      const mirrored =
        /^test\/((?:api|cli|harness|reports|plugins|profilers|project|registry)\/.*)\/[^/]+\.test\.ts$/.exec(
          path,
        );
      return mirrored?.[1] !== undefined && !folders.has(mirrored[1]);
    });
    expect(wrong).toEqual([]);
  });
});

describe('the content of files', () => {
  const readable = listRepositoryFiles().filter((path) =>
    /(\.(ts|mts|js|mjs|cjs|json|jsonc|ya?ml|md|html|txt|sh)|^LICENSE|^\.ci\/run|^\.npmrc|^\.gitignore)$/.test(
      path,
    ),
  );

  test('has no addresses of hosts other than those that people need to follow', () => {
    // Also allows placeholder hosts: RFC 1918, RFC 2606, RFC 5737, and words in messages and tests.
    const allowed =
      /^(localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0|(10|127|192\.0\.2)(\.\d+)+|[a-z]+|…|(127\.0\.0\.1:)?\$\{.*|([a-z0-9-]+\.)*(github\.com|nodejs\.org|json-schema\.org|wikipedia\.org|w3\.org|rfc-editor\.org|doi\.org|arxiv\.org|keepachangelog\.com|semver\.org|conventionalcommits\.org|kernel\.org|man7\.org|v8\.dev|npmjs\.com|microsoft\.com|opencollective\.com|k6\.io|grafana\.com|httpbin\.org|biomejs\.dev|speedscope\.app|schemastore\.org|mozilla\.org|linear\.app|docs\.python\.org|sqlalchemy\.org|postgresql\.org|tiangolo\.com|djangoproject\.com|prisma\.io|nestjs\.com|node-postgres\.com|microservices\.io|oasis-open\.org|example|invalid|test|example\.(com|org|net)))(:\d*)?$/;
    const wrong = readable
      // A schema, and the licence of a fixture, name the places of others as they were published.
      .filter(
        (path) =>
          !/(?:^|\/)package-lock\.json$/.test(path) &&
          !/^test\/fixtures\/(?:sarif\/|.*\/LICENSE)/.test(path),
      )
      .flatMap((path) =>
        [...readRepositoryFile(path).matchAll(/https?:\/\/([^\s/'"`)<>\\,;?#]+)/g)]
          .map((match) => (match[1] ?? '').replace(/^.*@/, ''))
          .filter((host) => !allowed.test(host))
          .map((host) => `${path}: ${host}`),
      );
    expect(wrong).toEqual([]);
  });

  test('has no package origins in the lock file, and keeps packages of other platforms', () => {
    const lock = JSON.parse(readRepositoryFile('package-lock.json')) as {
      packages: Record<
        string,
        { resolved?: string; link?: true; optionalDependencies?: Record<string, string> }
      >;
    };
    const packages = Object.entries(lock.packages);
    // A link leads to a folder of ours.
    const fetched = packages.filter(([, { link }]) => link !== true);
    expect(fetched.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          lock.packages[`node_modules/${name}`] === undefined &&
          lock.packages[`${path}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });

  test('has no paths of one machine', () => {
    const home = /(?<![\w.~])\/(?:root|home\/[a-z][\w-]*|Users\/[A-Za-z][\w-]*)\//;
    const wrong = readable.filter((path) => home.test(readRepositoryFile(path)));
    expect(wrong.filter((path) => path !== 'test/repository/file-layout-rules.test.ts')).toEqual(
      [],
    );
  });
});
