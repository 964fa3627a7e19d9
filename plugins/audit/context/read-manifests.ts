import { parse } from 'smol-toml';
import type { ContextLog, TextReader } from './read-project-text-files.ts';

const KINDS: readonly (readonly [RegExp, (text: string) => readonly ManifestDependency[]])[] = [
  [/(?:^|\/)(?:requirements[\w.-]*\.txt|requirements\/[\w.-]+\.txt)$/u, readRequirements],
  [/(?:^|\/)pyproject\.toml$/u, readPyproject],
  [/(?:^|\/)package\.json$/u, readPackageJson],
  [/(?:^|\/)go\.mod$/u, readGoMod],
  [/(?:^|\/)Cargo\.toml$/u, readCargo],
];

/**
 * Returns all packages that the manifests of a project require. A manifest that cannot be parsed is
 * reported and contributes none.
 */
export function readManifests(
  files: readonly string[],
  read: TextReader,
  log: ContextLog,
): readonly Dependency[] {
  return files.flatMap((file) => {
    const parse = KINDS.find(([name]) => name.test(file))?.[1];
    const text = parse === undefined ? null : read(file);
    if (parse === undefined || text === null) return [];
    try {
      return parse(text).map((dependency) => ({ ...dependency, file }));
    } catch (error) {
      // The parser's message quotes the file, which may contain a password in a URL.
      log.unread(
        file,
        lineOf(error) ?? 1,
        'the file cannot be parsed, so its dependencies are unknown',
      );
      return [];
    }
  });
}

function lineOf(error: unknown): number | null {
  const isPlaced = typeof error === 'object' && error !== null && 'line' in error;
  return isPlaced && typeof error.line === 'number' ? error.line : null;
}

const SHIPPED = ['dependencies', 'peerDependencies', 'optionalDependencies'] as const;

/** Returns packages a `package.json` requires, and Node.js by its `engines`. Throws if no JSON. */
function readPackageJson(text: string): readonly ManifestDependency[] {
  const document: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
  const engine = readNestedValue(document, 'engines', 'node');
  return [
    ...(typeof engine === 'string' ? [npmPackage('node', engine, false)] : []),
    ...SHIPPED.flatMap((key) => ofNpm(readNestedValue(document, key), false)),
    ...ofNpm(readNestedValue(document, 'devDependencies'), true),
  ];
}

function ofNpm(value: unknown, isForDevelopment: boolean): readonly ManifestDependency[] {
  return listEntries(value).map(([name, wanted]) =>
    npmPackage(name, typeof wanted === 'string' ? wanted : '', isForDevelopment),
  );
}

function npmPackage(name: string, wanted: string, isForDevelopment: boolean): ManifestDependency {
  // `npm:pg@8.1.0` and `workspace:^1.2.3` name versions too.
  const specifier = /^(?:npm:.*@|workspace:)(.*)$/u.exec(wanted)?.[1] ?? wanted;
  return { registry: 'npm', name, version: parseLowestVersion(specifier), isForDevelopment };
}

/** Returns packages a `pyproject.toml` requires (PEP 621, PEP 735, Poetry). Throws if no TOML. */
function readPyproject(text: string): readonly ManifestDependency[] {
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
  return listEntries(value).flatMap(([name, specifier]) => {
    if (name === 'python') return [];
    const wanted =
      typeof specifier === 'string' ? specifier : readNestedValue(specifier, 'version');
    const version = typeof wanted === 'string' ? parseLowestVersion(wanted) : null;
    return [
      { registry: 'python' as const, name: normalizePythonName(name), version, isForDevelopment },
    ];
  });
}

/** Reads the lines of a requirements file (PEP 508), without options and URLs. */
function readRequirements(text: string): readonly ManifestDependency[] {
  const lines = text.replace(/\\\r?\n/gu, ' ').split(/\r?\n/u);
  return lines.flatMap((line) => readRequirement(line, false) ?? []);
}

/** `SQLAlchemy[asyncio]>=2.0,<3 ; python_version > "3.8"`; null: it names no package. */
function readRequirement(line: string, isForDevelopment: boolean): ManifestDependency | null {
  const plain = line.replace(/(?:^|\s)#.*$/u, '').replace(/\s*;.*$/u, '');
  const found =
    /^\s*([a-z\d][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([<>=~!][^@)]*)?\)?\s*(?:@.*|--hash.*)?$/iu.exec(
      plain,
    );
  if (found?.[1] === undefined) return null;
  const version = found[2] === undefined ? null : parseLowestVersion(found[2]);
  return { registry: 'python', name: normalizePythonName(found[1]), version, isForDevelopment };
}

/** Normalizes a package name by PEP 503: the separators between its parts do not matter. */
function normalizePythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/gu, '-');
}

/** Returns packages a `Cargo.toml` requires, including workspace ones. Throws if it is no TOML. */
function readCargo(text: string): readonly ManifestDependency[] {
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

/** Returns a `go.mod`'s direct requirements, and Go by its line. Throws if no module is named. */
function readGoMod(text: string): readonly ManifestDependency[] {
  const lines = text.split(/\r?\n/u).map((line) => line.trim());
  if (!lines.some((line) => /^module\s+\S/u.test(line)))
    throw new SyntaxError('the file declares no module');
  let isInBlock = false;
  return lines.flatMap((line): readonly ManifestDependency[] => {
    if (/^require\s*\($/u.test(line)) isInBlock = true;
    else if (line === ')') isInBlock = false;
    const version = /^go\s+(\d[\d.]*)/u.exec(line)?.[1];
    if (version !== undefined) return [goModule('go', version)];
    // Indirect requirements are marked in this way.
    if (/\/\/\s*indirect\b/u.test(line)) return [];
    const wanted = isInBlock ? line : (/^require\s+(.*)$/u.exec(line)?.[1] ?? '');
    const found = /^(\S+\.\S+)\s+v(\d[\w.+-]*)/u.exec(wanted);
    return found === null ? [] : [goModule(found[1] ?? '', found[2] ?? '')];
  });
}

function goModule(name: string, version: string): ManifestDependency {
  // `github.com/jackc/pgx/v5` is pgx, of which 5 is the version.
  const plain = name.replace(/\/v\d+$/u, '').toLowerCase();
  return { registry: 'go', name: plain, version, isForDevelopment: false };
}

/** Registry of a package, which determines the meaning of its name. */
export type PackageRegistry = 'python' | 'npm' | 'go' | 'cargo';

export interface Dependency {
  readonly registry: PackageRegistry;
  /** As its registry compares names: lower case, and with `-` for Python. */
  readonly name: string;
  readonly version: string | null;
  readonly isForDevelopment: boolean;
  /** From the root of the project. */
  readonly file: string;
}

type ManifestDependency = Omit<Dependency, 'file'>;

/**
 * Returns the version of `==2.0.30`, `>=2.0,<3`, `^5.1.0` or `~=2.0`: the exact version or the
 * lowest that is accepted. Returns null if the specifier only excludes versions, names none, or is
 * a URL.
 */
function parseLowestVersion(specifier: string): string | null {
  for (const part of specifier.split(/,|\s\|\|\s|\s+(?=[<>=~^!])/u)) {
    const found = /^\s*(?:===?|>=|>|~=|\^|~|v)?\s*v?(\d+(?:\.\d+)*(?:[-.]?[a-z]+[\d.]*)?)/iu.exec(
      part,
    );
    if (found?.[1] !== undefined) return found[1];
  }
  return null;
}

export function listEntries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : [];
}

export function readNestedValue(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => listEntries(at).find(([key]) => key === name)?.[1],
    value,
  );
}
