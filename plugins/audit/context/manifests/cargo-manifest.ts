import { parse } from 'smol-toml';
import {
  listEntries,
  type ManifestDependency,
  parseLowestVersion,
  readNestedValue,
} from './manifest-dependency.ts';

/** Returns packages a `Cargo.toml` requires, including workspace ones. Throws if it is no TOML. */
export function readCargo(text: string): readonly ManifestDependency[] {
  const document = parse(text);
  return [
    ...ofCargo(readNestedValue(document, 'dependencies'), false),
    ...ofCargo(readNestedValue(document, 'workspace', 'dependencies'), false),
    ...ofCargo(readNestedValue(document, 'dev-dependencies'), true),
  ];
}

function ofCargo(value: unknown, isForDevelopment: boolean): readonly ManifestDependency[] {
  return listEntries(value).map(([name, wanted]) => {
    const specifier = typeof wanted === 'string' ? wanted : readNestedValue(wanted, 'version');
    const version = typeof specifier === 'string' ? parseLowestVersion(specifier) : null;
    return { registry: 'cargo', name: name.toLowerCase(), version, isForDevelopment };
  });
}
