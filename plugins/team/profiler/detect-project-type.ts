import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';
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
