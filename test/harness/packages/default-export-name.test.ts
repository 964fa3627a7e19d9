import { expect, it } from 'vitest';
import { defaultExportName } from '../../../harness/packages/default-export-name.ts';

it.for([
  ['lib/slug-text.js', '', 'slugText'],
  ['lib/slug/index.cjs', '', 'slug'],
  ['index.js', '@scope/left-pad', 'leftPad'],
  ['index.js', '', null],
  ['src/import.ts', '', null],
  ['2d.js', '', null],
] as const)(
  'gives an anonymous function in %s of package "%s" the name %s',
  ([file, own, name]) => {
    expect(defaultExportName(file, own)).toBe(name);
  },
);
