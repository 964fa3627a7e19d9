/** All cases of the codemod bench: the workload of each codemod, and the myths. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CHECKED_CODEMODS,
  CPU_CODEMODS,
} from '../../plugins/optimize/generators/codemod-catalogue.ts';
import { ROOT } from '../built-package.ts';
import { IO_CODEMOD_CASES } from './io-codemod-cases.ts';
import { PERFORMANCE_MYTHS } from './performance-myths.ts';

/** The same work in two forms, each run in a separate process. */
export interface GainCase {
  /** Identifier of the codemod or the myth. */
  readonly id: string;
  readonly isMyth: boolean;
  /** Meaning of the figures: `time of a call`. */
  readonly measures: string;
  /** Needs PGHOST and PGUSER of a PostgreSQL in its environment. */
  readonly needsDatabase: boolean;
  /** Arguments of Node.js; stdout is a single number. */
  readonly args: (form: 'before' | 'after') => readonly string[];
  /** Unit of that number in nanoseconds. */
  readonly unitNs: number;
}

const BENCH = join(ROOT, 'bench/codemods');
const FIXTURES = join(ROOT, 'test/fixtures/codemods');
const CHILD = join(BENCH, 'time-form-child.ts');
const RUNNER = join(BENCH, 'codemod-fixture-child.ts');
const NS_PER_MS = 1e6;

/** Codemods whose fixture is called by `time-form-child.ts`. */
const OF_CHILD = [...CPU_CODEMODS, ...CHECKED_CODEMODS];

/** Every codemod of the catalogue, and then every myth. */
export const GAIN_CASES: readonly GainCase[] = [
  ...OF_CHILD.map(({ id }) => childCase(id, false)),
  ...IO_CODEMOD_CASES.map(({ codemod, work, needsDatabase, args }) => ({
    id: codemod,
    isMyth: false,
    measures: work,
    needsDatabase,
    args,
    unitNs: NS_PER_MS,
  })),
  ...Object.keys(PERFORMANCE_MYTHS).map((id) => childCase(id, true)),
];

function childCase(id: string, isMyth: boolean): GainCase {
  return {
    id,
    isMyth,
    measures: 'time of a call',
    needsDatabase: false,
    args: (form) => [CHILD, isMyth ? 'myth' : 'fixture', id, form],
    unitNs: 1,
  };
}

/** Returns a digest of a case's programs, so measurements of older versions are not reused. */
export function digestGainCase({ id, isMyth }: GainCase): string {
  const hash = createHash('sha256');
  const isOfChild = isMyth || OF_CHILD.some((gainCase) => gainCase.id === id);
  hash.update(readFileSync(isOfChild ? CHILD : RUNNER));
  if (isMyth) {
    hash.update(`${PERFORMANCE_MYTHS[id]?.before} ${PERFORMANCE_MYTHS[id]?.after}`);
    return hash.digest('hex').slice(0, 16);
  }
  const own = readdirSync(join(FIXTURES, id)).map((name) => join(FIXTURES, id, name));
  for (const file of withShared(own))
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Returns the files, plus the shared files that they reference, directly or indirectly. */
function withShared(files: readonly string[]): readonly string[] {
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const named = readdirSync(FIXTURES, { withFileTypes: true })
    .filter((entry) => entry.isFile() && text.includes(`/${entry.name}'`))
    .map(({ name }) => join(FIXTURES, name));
  const all = [...new Set([...files, ...named])];
  return all.length === files.length ? all.toSorted() : withShared(all);
}
