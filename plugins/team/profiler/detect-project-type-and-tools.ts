import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';
import type { ProjectCode } from '../../analysis/index.ts';
import { readTeamManifest } from '../read-package-manifest.ts';

/** Type of a project or of a part of it, by its markers (TPP-01). */
export type ProjectPart = 'Frontend' | 'Backend' | 'Native' | 'CLI' | 'Generic';

export interface ProjectType {
  readonly kind: ProjectPart | 'Full-stack';
  /** Evidence for the type: `react in package.json`, `Cargo.toml`; none for a generic project. */
  readonly markers: readonly string[];
  /** Parts of the project; several if it is, for example, both a front end and a back end. */
  readonly parts: readonly ProjectPart[];
}

const FRONT_ENDS = ['react', 'react-dom', 'vue', '@angular/core'];
const BACK_ENDS = ['express', 'fastify', '@nestjs/core'];
const NATIVE_FILES = ['Cargo.toml', 'go.mod', 'pom.xml'];

/**
 * Detects the type of a project; a combination of front end, back end or native code has several
 * parts. A program that an installation puts on the path counts only where nothing else is found.
 */
export function findProjectType(files: Pick<Files, 'read' | 'isFile'>, root: string): ProjectType {
  const manifest = readTeamManifest(files.read(join(root, 'package.json')));
  const named = (names: readonly string[]): readonly string[] =>
    names.filter((name) => manifest.packages.has(name)).map((name) => `${name} in package.json`);
  const native = NATIVE_FILES.filter((name) => files.isFile(join(root, name)));
  const found: readonly (readonly [ProjectPart, readonly string[]])[] = [
    ['Frontend', named(FRONT_ENDS)],
    ['Backend', named(BACK_ENDS)],
    ['Native', native],
  ];
  const seen = found.filter(([, markers]) => markers.length > 0);
  const [first, ...others] = seen;
  if (first === undefined) {
    return manifest.hasProgram
      ? typeOf('CLI', ['a `bin` entry in package.json'])
      : typeOf('Generic', []);
  }
  if (others.length === 0) return typeOf(...first);
  return {
    kind: 'Full-stack',
    markers: seen.flatMap(([, markers]) => markers),
    parts: seen.map(([kind]) => kind),
  };
}

function typeOf(kind: ProjectPart, markers: readonly string[]): ProjectType {
  return { kind, markers, parts: [kind] };
}

const TECHNOLOGY_SIGNALS = [
  'perf_sensitive',
  'scaling_concern',
  'concurrency_issue',
  'sql_detected',
  'realtime_detected',
] as const;
/** Technology in use that is often a source of slowness (TPP-08). */
type TechnologySignal = (typeof TECHNOLOGY_SIGNALS)[number];

/** Packages and modules of Node.js that show it. */
const SHOWN_BY: Readonly<Record<TechnologySignal, RegExp>> = {
  perf_sensitive: /^(?:(?:node:)?perf_hooks|tinybench|mitata|benchmark|perf-harness)$/u,
  scaling_concern: /^(?:(?:node:)?cluster|bull|bullmq|kafkajs|amqplib)$/u,
  concurrency_issue: /^(?:(?:node:)?worker_threads|async-mutex|async-lock|piscina|workerpool)$/u,
  sql_detected:
    /^(?:pg|postgres|mysql2?|mariadb|better-sqlite3|sqlite3|(?:node:)?sqlite|knex|kysely|sequelize|typeorm|drizzle-orm|@prisma\/client)$/u,
  realtime_detected:
    /^(?:ws|socket\.io(?:-client)?|@fastify\/websocket|express-ws|uWebSockets\.js)$/u,
};

/** Detects technologies by imports in the sources; packages never imported do not count. */
export function detectTechnologySignals(
  code: Pick<ProjectCode, 'sources' | 'importsOf'>,
): readonly TechnologySignal[] {
  const imported = new Set(
    code.sources.flatMap((file) => code.importsOf(file).map(({ source }) => source)),
  );
  // `drizzle-orm/node-postgres` is drizzle-orm.
  const names = [...imported].map(
    (specifier) => /^(?:node:\w+|@[^/]+\/[^/]+|[^/]+)/u.exec(specifier)?.[0] ?? specifier,
  );
  return TECHNOLOGY_SIGNALS.filter((signal) => names.some((name) => SHOWN_BY[signal].test(name)));
}

/** A command that measures a project without scenarios, by the tool that it belongs to (TPB-02). */
interface BenchTool {
  readonly tool: 'vitest' | 'jest' | 'criterion' | 'go' | 'make' | 'vite' | 'webpack';
  readonly argv: readonly string[];
}

type Look = Pick<Files, 'read' | 'glob'>;

const SCRIPT = '{js,ts,mjs,mts,cjs,cts,jsx,tsx}';

/** Returns the first tool found, null if none; benchmarks come first, as they tell more. */
export function findBenchTool(files: Look, root: string): BenchTool | null {
  const { packages } = readTeamManifest(files.read(join(root, 'package.json')));
  const has = (pattern: string): boolean => files.glob(pattern, root).length > 0;
  const shown = (file: string, form: RegExp): boolean =>
    form.test(files.read(join(root, file)) ?? '');
  const command = (tool: BenchTool['tool'], ...argv: readonly string[]): BenchTool => ({
    tool,
    argv,
  });
  if (packages.has('vitest') && has(`**/*.{bench,benchmark}.${SCRIPT}`)) {
    return command('vitest', 'npx', 'vitest', 'bench', '--run');
  }
  if (packages.has('jest') && has(`**/*.{perf,bench}.{test,spec}.${SCRIPT}`)) {
    const pattern = '\\.(perf|bench)\\.(test|spec)\\.';
    return command('jest', 'npx', 'jest', '--testPathPatterns', pattern);
  }
  // The size of the build output is measured.
  for (const tool of ['vite', 'webpack'] as const)
    if (packages.has(tool)) return command(tool, 'npm', 'run', 'build');
  if (shown('Cargo.toml', /^\s*criterion\s*=|^\[dev-dependencies\.criterion\]/mu)) {
    return command('criterion', 'cargo', 'bench');
  }
  if (shown('go.mod', /^module\s/mu)) {
    return command('go', 'go', 'test', '-run', '^$', '-bench', '.', './...');
  }
  if (shown('Makefile', /^bench\s*:/mu)) return command('make', 'make', 'bench');
  return null;
}
