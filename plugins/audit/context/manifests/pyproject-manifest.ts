import { parse } from 'smol-toml';
import {
  listEntries,
  type ManifestDependency,
  parseLowestVersion,
  readNestedValue,
} from './manifest-dependency.ts';
import { normalizePythonName, readRequirement } from './python-requirements-file.ts';

/** Returns packages a `pyproject.toml` requires (PEP 621, PEP 735, Poetry). Throws if no TOML. */
export function readPyproject(text: string): readonly ManifestDependency[] {
  const document = parse(text);
  const poetry = readNestedValue(document, 'tool', 'poetry');
  const groups = listEntries(readNestedValue(poetry, 'group'));
  return [
    ...listed(readNestedValue(document, 'project', 'dependencies'), false),
    ...listEntries(readNestedValue(document, 'project', 'optional-dependencies')).flatMap(
      ([, list]) => listed(list, false),
    ),
    ...listEntries(readNestedValue(document, 'dependency-groups')).flatMap(([, list]) =>
      listed(list, true),
    ),
    ...ofPoetry(readNestedValue(poetry, 'dependencies'), false),
    ...ofPoetry(readNestedValue(poetry, 'dev-dependencies'), true),
    ...groups.flatMap(([, group]) => ofPoetry(readNestedValue(group, 'dependencies'), true)),
  ];
}

function listed(value: unknown, isForDevelopment: boolean): readonly ManifestDependency[] {
  return (Array.isArray(value) ? value : []).flatMap((requirement) =>
    typeof requirement === 'string' ? (readRequirement(requirement, isForDevelopment) ?? []) : [],
  );
}

/** `fastapi = "^0.110"` and `sqlalchemy = { version = "^2.0", extras = ["asyncio"] }`. */
function ofPoetry(value: unknown, isForDevelopment: boolean): readonly ManifestDependency[] {
  return listEntries(value).flatMap(([name, asked]) => {
    if (name === 'python') return [];
    const wanted = typeof asked === 'string' ? asked : readNestedValue(asked, 'version');
    const version = typeof wanted === 'string' ? parseLowestVersion(wanted) : null;
    return [
      { registry: 'python' as const, name: normalizePythonName(name), version, isForDevelopment },
    ];
  });
}
