import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';
import { readTeamManifest } from '../manifest.ts';

/** What a project is, by its markers (TPP-01). */
export type ProjectKind = 'Frontend' | 'Backend' | 'Native' | 'CLI' | 'Full-stack' | 'Generic';

/** One look at a project: what is measured in it. */
export interface ProfilePass {
  readonly kind: Exclude<ProjectKind, 'Full-stack'>;
  readonly measures: readonly string[];
}

export interface ProjectType {
  readonly kind: ProjectKind;
  /** What shows it: `react in package.json`, `Cargo.toml`; none for what is generic. */
  readonly markers: readonly string[];
  /** Two for what is a front end and a back end at once. */
  readonly passes: readonly ProfilePass[];
}

const MEASURES: Readonly<Record<ProfilePass['kind'], readonly string[]>> = {
  Frontend: ['render time', 'bundle size', 'fcp', 'lcp', 'cls'],
  Backend: ['CPU', 'memory', 'database'],
  Native: ['CPU', 'memory', 'garbage collection'],
  CLI: ['start-up', 'throughput', 'memory peak'],
  Generic: ['CPU', 'memory'],
};

const FRONT_ENDS = ['react', 'react-dom', 'vue', '@angular/core'];
const BACK_ENDS = ['express', 'fastify', '@nestjs/core'];
const NATIVE_FILES = ['Cargo.toml', 'go.mod', 'pom.xml'];

/**
 * What is both a front end and a back end, native ones among them, is looked at twice. A program that
 * an installation puts on the path counts where nothing else is found.
 */
export function findProjectType(files: Pick<Files, 'read' | 'isFile'>, root: string): ProjectType {
  const manifest = readTeamManifest(files.read(join(root, 'package.json')));
  const named = (names: readonly string[]): readonly string[] =>
    names.filter((name) => manifest.packages.has(name)).map((name) => `${name} in package.json`);
  const native = NATIVE_FILES.filter((name) => files.isFile(join(root, name)));
  const found: readonly (readonly [ProfilePass['kind'], readonly string[]])[] = [
    ['Frontend', named(FRONT_ENDS)],
    ['Backend', named(BACK_ENDS)],
    ['Native', native],
  ];
  const seen = found.filter(([, markers]) => markers.length > 0);
  const [first, ...others] = seen;
  if (first === undefined) {
    return manifest.hasProgram ? typeOf('CLI', ['bin in package.json']) : typeOf('Generic', []);
  }
  if (others.length === 0) return typeOf(...first);
  return {
    kind: 'Full-stack',
    markers: seen.flatMap(([, markers]) => markers),
    passes: seen.map(([kind]) => ({ kind, measures: MEASURES[kind] })),
  };
}

function typeOf(kind: ProfilePass['kind'], markers: readonly string[]): ProjectType {
  return { kind, markers, passes: [{ kind, measures: MEASURES[kind] }] };
}
