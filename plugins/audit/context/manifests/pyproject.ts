import { parse } from 'smol-toml';
import { type Asked, entriesOf, valueAt, versionIn } from './dependency.ts';
import { pythonName, readRequirement } from './requirements.ts';

/**
 * Returns the packages that a `pyproject.toml` requires, by PEP 621, PEP 735 and Poetry. Throws if
 * it is no TOML.
 */
export function readPyproject(text: string): readonly Asked[] {
  const document = parse(text);
  const poetry = valueAt(document, 'tool', 'poetry');
  const groups = entriesOf(valueAt(poetry, 'group'));
  return [
    ...listed(valueAt(document, 'project', 'dependencies'), false),
    ...entriesOf(valueAt(document, 'project', 'optional-dependencies')).flatMap(([, list]) =>
      listed(list, false),
    ),
    ...entriesOf(valueAt(document, 'dependency-groups')).flatMap(([, list]) => listed(list, true)),
    ...ofPoetry(valueAt(poetry, 'dependencies'), false),
    ...ofPoetry(valueAt(poetry, 'dev-dependencies'), true),
    ...groups.flatMap(([, group]) => ofPoetry(valueAt(group, 'dependencies'), true)),
  ];
}

function listed(value: unknown, isForDevelopment: boolean): readonly Asked[] {
  return (Array.isArray(value) ? value : []).flatMap((requirement) =>
    typeof requirement === 'string' ? (readRequirement(requirement, isForDevelopment) ?? []) : [],
  );
}

/** `fastapi = "^0.110"` and `sqlalchemy = { version = "^2.0", extras = ["asyncio"] }`. */
function ofPoetry(value: unknown, isForDevelopment: boolean): readonly Asked[] {
  return entriesOf(value).flatMap(([name, asked]) => {
    if (name === 'python') return [];
    const wanted = typeof asked === 'string' ? asked : valueAt(asked, 'version');
    const version = typeof wanted === 'string' ? versionIn(wanted) : null;
    return [{ registry: 'python' as const, name: pythonName(name), version, isForDevelopment }];
  });
}
