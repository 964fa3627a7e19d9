import type { Technology } from '../../document/audited-project-context-schema.ts';
import type { Dependency } from '../manifests/manifest-dependency.ts';
import { KNOWN_TECHNOLOGIES, type KnownTechnology } from './known-technologies.ts';

/** Technology, with its role in the project. */
export interface DetectedTechnology extends Technology {
  readonly role: KnownTechnology['role'];
}

/**
 * Returns the technologies that manifests require. A driver shows which database is used, but not
 * its version. Development dependencies do not count.
 */
export function findRequiredTechnologies(
  dependencies: readonly Dependency[],
): readonly DetectedTechnology[] {
  return dependencies
    .filter((dependency) => !dependency.isForDevelopment)
    .flatMap(({ registry, name, version, file }) =>
      KNOWN_TECHNOLOGIES.flatMap((known): readonly DetectedTechnology[] => {
        const isItself = known.packages[registry]?.includes(name) === true;
        if (!isItself && known.through?.[registry]?.includes(name) !== true) return [];
        const { role } = known;
        return [{ name: known.name, version: isItself ? version : null, from: file, role }];
      }),
    );
}
