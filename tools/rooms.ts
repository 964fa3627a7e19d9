/**
 * The rooms of the product at a commit, and what they import of each other:
 * `node tools/rooms.ts [commit]`. Without a commit, the files that are committed now.
 */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** What is shipped; everything else tests, shows or builds it. */
const PRODUCT =
  /^(?:(?:index|plugin)\.ts$|(?:api|cli|exchange|harness|mcp|options|plugins|profilers|project|registry|serve|reports)\/)/u;
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+|perf-harness(?:\/plugin)?)'/gu;
const OWN_ENTRIES: Readonly<Record<string, string>> = {
  'perf-harness': 'index.ts',
  'perf-harness/plugin': 'plugin.ts',
};

interface Room {
  files: number;
  lines: number;
  /** Import statements by the room that they name. */
  readonly imports: Map<string, number>;
}

const commit = process.argv[2] ?? 'HEAD';
const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });

const paths = git('ls-tree', '-r', '--name-only', commit)
  .split('\n')
  .filter((path) => path.endsWith('.ts') && PRODUCT.test(path));
const texts = readAll(paths);
const rooms = new Map<string, Room>();
for (const [path, text] of texts) {
  const room = roomNamed(roomOf(path));
  room.files += 1;
  room.lines += text.split('\n').length - 1;
  for (const [, specifier = ''] of text.matchAll(IMPORT)) {
    const to = OWN_ENTRIES[specifier] ?? join(dirname(path), specifier);
    if (roomOf(to) === roomOf(path) || !PRODUCT.test(to)) continue;
    room.imports.set(roomOf(to), (room.imports.get(roomOf(to)) ?? 0) + 1);
  }
}

const all = [...rooms.values()].reduce((sum, { lines }) => sum + lines, 0);
for (const [name, { files, lines, imports }] of [...rooms].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const share = `${((100 * lines) / all).toFixed(0)} %`;
  const named = [...imports].sort(([, a], [, b]) => b - a).map(([to, count]) => `${to} ${count}`);
  const about = `${files} files, ${lines} lines, ${share}`;
  process.stdout.write(`${name.padEnd(10)} ${about.padEnd(30)} ${named.join(', ')}\n`);
}
process.stdout.write(`\nFolders with most files:\n`);
const folders = Object.entries(Object.groupBy(paths, (path) => dirname(path)))
  .map(([folder, own = []]) => [folder, own.length] as const)
  .sort(([, a], [, b]) => b - a);
for (const [folder, count] of folders.slice(0, 10)) process.stdout.write(`${count} ${folder}\n`);

function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function roomNamed(name: string): Room {
  const room = rooms.get(name) ?? { files: 0, lines: 0, imports: new Map() };
  rooms.set(name, room);
  return room;
}

/** One process for all of them. */
function readAll(wanted: readonly string[]): readonly (readonly [path: string, text: string])[] {
  const input = wanted.map((path) => `${commit}:${path}`).join('\n');
  const out = execFileSync('git', ['cat-file', '--batch'], { input, maxBuffer: 2 ** 28 });
  let at = 0;
  return wanted.map((path) => {
    const end = out.indexOf(0x0a, at);
    const size = Number(out.subarray(at, end).toString('utf8').split(' ')[2]);
    const text = out.subarray(end + 1, end + 1 + size).toString('utf8');
    at = end + 1 + size + 1;
    return [path, text] as const;
  });
}
