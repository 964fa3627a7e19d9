import type { ProjectCode } from '../../../analysis/index.ts';
import { isExcludedFile } from '../../scoring/excluded-files.ts';
import type { Dependency } from '../manifests/manifest-dependency.ts';
import { KNOWN_TECHNOLOGIES, type KnownTechnology } from './known-technologies.ts';
import type { DetectedTechnology } from './technologies-required-by-manifests.ts';

/**
 * Returns the technologies that the sources import. The version is that of a manifest, development
 * dependencies included; null: no manifest names it (AUD-06).
 */
export function findImportedTechnologies(
  code: ProjectCode,
  dependencies: readonly Dependency[],
): readonly DetectedTechnology[] {
  const found = new Map<string, DetectedTechnology>();
  // Async code of Python runs on asyncio, whether or not it names it.
  const first = code.facts.functions.find(
    ({ file, isAsync }) => isAsync && file.endsWith('.py') && !isExcludedFile(file),
  );
  for (const file of code.files) {
    if (code.languageOf(file) === null || isExcludedFile(file)) continue;
    const registry = file.endsWith('.py') ? 'python' : 'npm';
    for (const { source } of code.importsOf(file)) {
      for (const known of technologiesOf(source, registry)) {
        if (found.has(known.name) || code.resolveModule(file, source) !== null) continue;
        const own = known.packages[registry] ?? [];
        const dependency = dependencies.find(
          (candidate) =>
            candidate.registry === registry &&
            own.includes(candidate.name) &&
            candidate.version !== null,
        );
        found.set(known.name, {
          name: known.name,
          role: known.role,
          version: dependency?.version ?? null,
          from: dependency?.file ?? file,
        });
      }
    }
  }
  if (first !== undefined && !found.has('asyncio')) {
    found.set('asyncio', { name: 'asyncio', role: 'async', version: null, from: first.file });
  }
  return [...found.values()];
}

function technologiesOf(source: string, registry: 'python' | 'npm'): readonly KnownTechnology[] {
  if (source.startsWith('.')) return [];
  // Built-in modules of Node.js are imported only by programs that run on it.
  const isBuiltIn = registry === 'npm' && source.startsWith('node:');
  return KNOWN_TECHNOLOGIES.filter((known) => {
    if (isBuiltIn && known.name === 'node') return true;
    const names = [
      ...(known.modules ?? known.packages[registry] ?? []),
      ...(known.through?.[registry] ?? []),
    ].map((moduleName) => (registry === 'python' ? moduleName.replaceAll('-', '_') : moduleName));
    const separator = registry === 'python' ? '.' : '/';
    return names.some((name) => source === name || source.startsWith(`${name}${separator}`));
  });
}
