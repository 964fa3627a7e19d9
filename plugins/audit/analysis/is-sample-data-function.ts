import type { AuditedCode } from '../rule.ts';

/** Words that mark sample rows anywhere in a name. */
const ALWAYS: ReadonlySet<string> = new Set([
  'seed',
  'seeds',
  'seeder',
  'seeders',
  'seeding',
  'dummy',
]);
/** Words that do so of data: `demo_data`, `sampleData`. */
const OF_DATA: ReadonlySet<string> = new Set(['demo', 'sample', 'example', 'fake', 'mock']);
/** Verbs that make a demo sample data: `create_demo_project`; a requested demo is a meeting. */
const MAKES: ReadonlySet<string> = new Set([
  'create',
  'make',
  'generate',
  'load',
  'insert',
  'populate',
  'build',
]);

/** True if a function creates seeds, dummy or sample data, by its name, file or folder. */
export function isSampleDataFunction({ code }: AuditedCode, index: number): boolean {
  const { file = '', name = '' } = code.facts.functions[index] ?? {};
  const last = file.split('/').slice(-2);
  const names = [
    ...last.map((segment) => segment.replace(/\.\w+$/u, '')),
    name.split('.').at(-1) ?? '',
  ];
  return names.some((name) => isSample(wordsOf(name)));
}

function isSample(words: readonly string[]): boolean {
  if (words.some((word) => ALWAYS.has(word))) return true;
  return words.some(
    (word, at) =>
      OF_DATA.has(word) &&
      (words[at + 1] === 'data' || (word === 'demo' && MAKES.has(words[at - 1] ?? ''))),
  );
}

function wordsOf(name: string): readonly string[] {
  return name.split(/[^A-Za-z\d]+|(?<=[a-z\d])(?=[A-Z])/u).map((word) => word.toLowerCase());
}
