import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { markTypeOnlyExports } from '../../../harness/loader/mark-type-only-exports.ts';

const file = fileURLToPath(new URL('../../fixtures/loader/reexports/src/made.ts', import.meta.url));

test.each([
  ["export { Shape, area } from './shapes';", "export { type Shape, area } from './shapes';"],
  ["export { Shape as A } from './all';", "export { type Shape as A } from './all';"],
  [
    "import { Shape as S, area } from './shapes';\nexport { S, area };",
    "import { type Shape as S, area } from './shapes';\nexport { type S, area };",
  ],
  [
    "export {\n  // Shape\n  Kind,\n} from './shapes';",
    "export {\n  // Shape\n  type Kind,\n} from './shapes';",
  ],
])('changes %j to %j', (source, expected) => {
  expect(markTypeOnlyExports(file, source)).toBe(expected);
});

test.each([
  "export { area } from './shapes';",
  "export { type Shape } from './shapes';",
  "export type { Shape } from './shapes';",
  "export { Shape } from './nowhere';",
  "export { Gone } from './all';",
  'interface Own {}\nexport { Own };',
  "import { Shape } from './shapes';\nexport const one: Shape = { side: 1 };",
  'export {};',
])('leaves %j unchanged', (source) => {
  expect(markTypeOnlyExports(file, source)).toBe(source);
});
