import {
  listEntries,
  type ManifestDependency,
  parseLowestVersion,
  readNestedValue,
} from './manifest-dependency.ts';

const SHIPPED = ['dependencies', 'peerDependencies', 'optionalDependencies'] as const;

/** Returns packages a `package.json` requires, and Node.js by its `engines`. Throws if no JSON. */
export function readPackageJson(text: string): readonly ManifestDependency[] {
  const document: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
  const engine = readNestedValue(document, 'engines', 'node');
  return [
    ...(typeof engine === 'string' ? [asked('node', engine, false)] : []),
    ...SHIPPED.flatMap((key) => ofNpm(readNestedValue(document, key), false)),
    ...ofNpm(readNestedValue(document, 'devDependencies'), true),
  ];
}

function ofNpm(value: unknown, isForDevelopment: boolean): readonly ManifestDependency[] {
  return listEntries(value).map(([name, wanted]) =>
    asked(name, typeof wanted === 'string' ? wanted : '', isForDevelopment),
  );
}

function asked(name: string, wanted: string, isForDevelopment: boolean): ManifestDependency {
  // `npm:pg@8.1.0` and `workspace:^1.2.3` name versions too.
  const specifier = /^(?:npm:.*@|workspace:)(.*)$/u.exec(wanted)?.[1] ?? wanted;
  return { registry: 'npm', name, version: parseLowestVersion(specifier), isForDevelopment };
}
