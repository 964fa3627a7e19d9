/** Prose: every page can be found, every link leads somewhere, every example can be run. */
import { existsSync, statSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../cli/main.ts';
import { createHost } from '../../harness/host.ts';
import { readAnchors, readCodeBlocks, readLinks } from './parse-markdown.ts';
import { listRepositoryFiles, ROOT, readRepositoryFile } from './read-repository-sources.ts';

const pages = listRepositoryFiles().filter(
  (path) => path.endsWith('.md') && !path.startsWith('test/'),
);
const docs = pages.filter((path) => path.startsWith('docs/'));

describe('the documentation pages', () => {
  test('are all linked from the index of docs/', () => {
    const linked = new Set(
      readLinks(readRepositoryFile('docs/README.md')).map((link) =>
        normalize(join('docs', link.replace(/#.*/, ''))),
      ),
    );
    const decision = /^docs\/decisions\/(?!README)/;
    const missing = docs.filter(
      (path) => path !== 'docs/README.md' && !decision.test(path) && !linked.has(path),
    );
    expect(missing).toEqual([]);
  });

  test('have a unique number for each decision and are linked from the index of decisions', () => {
    const index = readLinks(readRepositoryFile('docs/decisions/README.md'));
    const decisions = docs
      .filter((path) => path.startsWith('docs/decisions/') && !path.endsWith('/README.md'))
      .map((path) => path.replace('docs/decisions/', ''));
    const numbers = decisions.map((name) => /^\d{4}(?=-)/.exec(name)?.[0]);
    expect(new Set(numbers).size).toBe(decisions.length);
    expect(decisions.filter((name) => !index.includes(name))).toEqual([]);
  });

  test('fit on one screen when they describe a decision', () => {
    const long = docs
      .filter((path) => path.startsWith('docs/decisions/') && !path.endsWith('/README.md'))
      .filter((path) => readRepositoryFile(path).split('\n').length > 45);
    expect(long).toEqual([]);
  });

  test('have a requirement row for every id that a test title begins with', () => {
    const page = readRepositoryFile('docs/reference/requirements.md');
    const rows = new Set([...page.matchAll(/^\| ([A-Z]+\d*-\d{2}) \|/gmu)].map(([, id]) => id));
    const titles = listRepositoryFiles()
      .filter((path) => path.endsWith('.test.ts'))
      .flatMap((path) => [...readRepositoryFile(path).matchAll(/['"`]([A-Z]+\d*-\d{2}): /gu)])
      .map(([, id]) => id);
    expect(titles.length).toBeGreaterThan(100);
    expect([...new Set(titles)].filter((id) => !rows.has(id))).toEqual([]);
  });

  test.each(pages)('link from %s only to existing targets', (page) => {
    const broken = readLinks(readRepositoryFile(page))
      .filter((link) => !/^(https?|mailto):/.test(link))
      .filter((link) => !leadsSomewhere(page, link));
    expect(broken).toEqual([]);
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (!existsSync(join(ROOT, target))) return false;
  if (anchor === undefined || statSync(join(ROOT, target)).isDirectory()) return true;
  return readAnchors(readRepositoryFile(target)).includes(anchor);
}

const examples = pages.flatMap((page) =>
  readCodeBlocks(readRepositoryFile(page)).map((block, position) => ({ page, position, ...block })),
);

describe('the documentation examples', () => {
  test('exist, so that there is something to inspect', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  test.each(examples.filter(({ language }) => ['ts', 'js'].includes(language)))(
    'in $page, number $position, are a whole module or a part that parses',
    ({ text, language }) => {
      const source = language === 'ts' ? stripTypeScriptTypes(text) : text;
      expect(parseSync(`example.${language}`, source).errors).toEqual([]);
    },
  );

  test.each(examples.filter(({ language }) => ['json', 'yaml'].includes(language)))(
    'in $page, number $position, are well-formed $language',
    ({ text }) => {
      expect(parse(text)).toBeTypeOf('object');
    },
  );

  test.each(commandLines())('in $page: $line is a command line that exists', async ({ argv }) => {
    expect(await explain(argv)).toBe('');
  });

  test.each(npmScripts())('in $page: "npm $script" is a script of package.json', ({ script }) => {
    const { scripts } = JSON.parse(readRepositoryFile('package.json')) as {
      scripts: Record<string, string>;
    };
    expect(Object.keys(scripts)).toContain(script);
  });
});

function shellLines(): readonly { readonly page: string; readonly line: string }[] {
  return examples
    .filter(({ language }) => ['sh', 'bash', 'yaml'].includes(language))
    .flatMap(({ page, text }) =>
      text
        .split('\n')
        .map((line) => line.replace(/\s+#.*$/, '').trim())
        .map((line) => ({ page, line })),
    );
}

/** Lines of shell examples that start perf-harness, as arguments. */
function commandLines() {
  return shellLines().flatMap(({ page, line }) => {
    const found = /(?:^|\s|`)(?:npx perf-harness|perf-harness|node cli\/bin\.ts)( [^|&;>]*)?/.exec(
      line,
    );
    if (found === null || /^npm |^#/.test(line)) return [];
    return [{ page, line, argv: words(found[1] ?? '') }];
  });
}

function words(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}

function npmScripts() {
  return shellLines().flatMap(({ page, line }) =>
    [...line.matchAll(/\bnpm (?:run (?:--\S+ )*([\w:-]+)|(test)\b)/g)].map((match) => ({
      page,
      script: match[1] ?? match[2] ?? '',
    })),
  );
}

const helpByCommand = new Map<string, { readonly code: number; readonly text: string }>();

/**
 * Returns the errors of a command line without running it: the help of its command must list every
 * option that the line uses. Empty where there is no error.
 */
async function explain(argv: readonly string[]): Promise<string> {
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const plain = own.filter((word) => !word.startsWith('-'));
  const [command = '', sub = ''] = plain;
  const names = hasSubcommand(command, sub) ? [command, sub] : command === '' ? [] : [command];
  const key = names.join(' ');
  const help = helpByCommand.get(key) ?? (await runInMemory([...names, '--help']));
  helpByCommand.set(key, help);
  const { code, text } = help;
  if (code !== 0) return text;
  if (names.length > 0 && !text.includes(`Usage: perf-harness ${names.join(' ')}`))
    return `no command ${names.join(' ')}`;
  const unknown = own
    .filter((word) => word.startsWith('-'))
    .map((word) => word.replace(/=.*/, ''))
    .filter(
      (option) =>
        !['-h', '--help'].includes(option) && !new RegExp(`(^|[\\s,])${option}\\b`, 'm').test(text),
    );
  return unknown.join(' ');
}

/** True where the second word of a line is a command with options of its own. */
function hasSubcommand(command: string, sub: string): boolean {
  return (
    ['baseline', 'history', 'team'].includes(command) ||
    /^(?:init (?:k6|function)|optimize validate|investigate (?:verify|close|gate))$/.test(
      `${command} ${sub}`,
    )
  );
}

async function runInMemory(argv: readonly string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const host = createHost();
  const write = (chunk: string): void => {
    text += chunk;
  };
  const code = await main(
    { ...host, terminal: { ...host.terminal, out: write, err: write } },
    argv,
  );
  return { code, text };
}
