import { parse } from 'smol-toml';
import { type Asked, entriesOf, valueAt, versionIn } from './dependency.ts';

/**
 * Returns the packages that a `Cargo.toml` requires, including those of a workspace. Throws if it
 * is no TOML.
 */
export function readCargo(text: string): readonly Asked[] {
  const document = parse(text);
  return [
    ...ofCargo(valueAt(document, 'dependencies'), false),
    ...ofCargo(valueAt(document, 'workspace', 'dependencies'), false),
    ...ofCargo(valueAt(document, 'dev-dependencies'), true),
  ];
}

function ofCargo(value: unknown, isForDevelopment: boolean): readonly Asked[] {
  return entriesOf(value).map(([name, wanted]) => {
    const specifier = typeof wanted === 'string' ? wanted : valueAt(wanted, 'version');
    const version = typeof specifier === 'string' ? versionIn(specifier) : null;
    return { registry: 'cargo', name: name.toLowerCase(), version, isForDevelopment };
  });
}
